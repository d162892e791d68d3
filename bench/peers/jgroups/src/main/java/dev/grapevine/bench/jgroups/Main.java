package dev.grapevine.bench.jgroups;

import dev.grapevine.bench.Program;
import java.util.Map;

/** Runs the scenarios with JGroups. Options: {@code --profile udp|tcp}; {@code --base-port N}, the first TCP port. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Program.run(arguments, Map.of("profile", "udp", "base-port", "7800"), JgroupsPeer::new);
    }
}
