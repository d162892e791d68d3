package dev.grapevine.sim.scenario.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The scenarios that come with Grapevine. */
public final class ShippedScenarios {

    private static final String FOLDER = "/dev/grapevine/sim/scenarios/";

    private static final List<String> NAMES = List.of(
            "steady",
            "crash",
            "mass-crash",
            "hang",
            "gc-pauses",
            "slow-members",
            "one-way-loss",
            "flip-flop",
            "partition-heal",
            "split-start",
            "rolling-restart",
            "churn",
            "lossy-network",
            "lossy-network-30",
            "clock-steps",
            "wan-three-zones");

    private ShippedScenarios() {}

    /** Their names, the simple ones first. */
    public static List<String> names() {
        return NAMES;
    }

    /** The text of the scenario of that name; empty if there is none. */
    public static Optional<String> text(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        try (InputStream in = ShippedScenarios.class.getResourceAsStream(FOLDER + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException(FOLDER + name + ".yaml is missing in this build");
            }
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
