package dev.grapevine.bench.grapevine;

import dev.grapevine.bench.Program;
import java.util.Map;

/** Runs the scenarios with Grapevine. */
public final class Main {

    private Main() {}

    /**
     * Own options: {@code --profile local|lan|wan}; {@code --loops N}, event loops that the members share, 0 for one each.
     * Unless said, one for each processor, or one each where members are to be blocked.
     */
    public static void main(String[] arguments) {
        Program.run(arguments, Map.of("profile", "lan", "loops", ""), GrapevinePeer::new);
    }
}
