package dev.grapevine.bench.grapevine;

import dev.grapevine.bench.Program;
import java.util.Map;

/** Runs the scenarios with Grapevine. */
public final class Main {

    private Main() {}

    /**
     * Own options: {@code --profile local|lan|wan}; {@code --loops N}, event loops that the members share, 0 for one each.
     * Unless said, one for each processor, or one each where members are to be blocked; {@code --services 0|1}, instances that each
     * member publishes from its start, 1 unless said.
     */
    public static void main(String[] arguments) {
        Program.run(arguments, Map.of("profile", "lan", "loops", "", "services", "1"), GrapevinePeer::new);
    }
}
