package dev.grapevine.bench.pekko;

import dev.grapevine.bench.Program;
import java.util.Map;

/** Runs the scenarios with Apache Pekko Cluster. Own option: {@code --base-port N}, the first port. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Program.run(arguments, Map.of("base-port", "20000"), PekkoPeer::new);
    }
}
