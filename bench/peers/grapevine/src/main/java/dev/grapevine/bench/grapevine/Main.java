package dev.grapevine.bench.grapevine;

import dev.grapevine.bench.Program;
import java.util.Map;

/** Runs the scenarios with Grapevine. */
public final class Main {

    private Main() {}

    /** Own options: {@code --profile local|lan|wan}; {@code --loops N} event loops for all members, 0 for one each. */
    public static void main(String[] arguments) {
        Program.run(arguments, Map.of("profile", "lan", "loops", "0"), GrapevinePeer::new);
    }
}
