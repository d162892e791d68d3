package dev.grapevine.bench.grapevine;

import dev.grapevine.bench.Program;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs the scenarios with Grapevine. */
public final class Main {

    /** A member writes a line or two when others join or fail; here each of hundreds in one process would. */
    private static final Logger EVENTS = Logger.getLogger("dev.grapevine.cluster.events");

    private Main() {}

    /**
     * Own options:
     *
     * <ul>
     *   <li>{@code --profile local|lan|wan}
     *   <li>{@code --loops N}: number of event loops that the members share, 0 for one each. The default is one per
     *       processor, or one per member if a scenario blocks members.
     *   <li>{@code --services 0|1}: service instances that each member publishes from its start, by default 1.
     *   <li>{@code --key no|yes}: whether the members share a key and seal their traffic, by default no.
     *   <li>{@code --busy none|reads|computes}: a thread beside the members that never rests, and reads them all or only
     *       computes.
     * </ul>
     */
    public static void main(String[] arguments) {
        EVENTS.setLevel(Level.OFF);
        Program.run(
                arguments,
                Map.of("profile", "lan", "loops", "", "services", "1", "key", "no", "busy", "none"),
                GrapevinePeer::new);
    }
}
