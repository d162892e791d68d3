package dev.grapevine.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The scenarios. {@code bench/README.md} says what each one measures. */
public enum Scenario {
    BOOTSTRAP,
    STEADY,
    GOSSIP,
    META,
    LEAVE,
    CRASH,
    HANG,
    ONE_BY_ONE,
    MASS10,
    MASS50,
    STARVE,
    SPINNING;

    /** The name on the command line and in the results. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the scenario blocks nodes. */
    public boolean blocks() {
        return this == HANG || this == STARVE;
    }

    /** @throws IllegalArgumentException with a message for the user, if there is no such scenario */
    static Scenario parse(String label) {
        for (Scenario scenario : values()) {
            if (scenario.label().equals(label)) {
                return scenario;
            }
        }
        String known = Arrays.stream(values()).map(Scenario::label).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("unknown scenario '" + label + "'; allowed are " + known);
    }
}
