package dev.grapevine.bench.jgroups;

import dev.grapevine.bench.Program;
import java.util.Map;

/** Runs the scenarios with JGroups. Own options: {@code --profile udp|tcp}, and {@code --base-port N}, the first port for tcp. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Program.run(arguments, Map.of("profile", "udp", "base-port", "7800"), JgroupsPeer::new);
    }
}
