package dev.grapevine.bench.scalecube;

import dev.grapevine.bench.Program;
import java.util.Map;

/** Runs the scenarios with scalecube-cluster. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Program.run(arguments, Map.of(), ScalecubePeer::new);
    }
}
