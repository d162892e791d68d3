package dev.grapevine.bench.grapevine;

import dev.grapevine.bench.Program;
import java.util.Map;

/** Runs the scenarios with Grapevine. */
public final class Main {

    private Main() {}

    /**
     * Own options:
     *
     * <ul>
     *   <li>{@code --profile local|lan|wan}
     *   <li>{@code --loops N}: number of event loops that the members share, 0 for one each. The default is one per
     *       processor, or one per member if a scenario blocks members.
     *   <li>{@code --services 0|1}: service instances that each member publishes from its start, by default 1.
     * </ul>
     */
    public static void main(String[] arguments) {
        Program.run(arguments, Map.of("profile", "lan", "loops", "", "services", "1"), GrapevinePeer::new);
    }
}
