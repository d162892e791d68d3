package dev.grapevine.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a cluster is put through; the README says what each one measures. */
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

    /** As it is written on the command line and in the results. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether nodes are blocked in it. */
    public boolean blocks() {
        return this == HANG || this == STARVE;
    }

    /** @throws IllegalArgumentException with a message for people if there is no such scenario */
    static Scenario parse(String label) {
        for (Scenario scenario : values()) {
            if (scenario.label().equals(label)) {
                return scenario;
            }
        }
        String known = Arrays.stream(values()).map(Scenario::label).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no scenario '" + label + "'; there are " + known);
    }
}
