package dev.grapevine.agent.config;

import dev.grapevine.yaml.ListType;
import java.util.List;

/**
 * A flag of the agent, as a command line shows it. Immutable.
 *
 * @param name as {@code --port}
 * @param unit of its value, as {@code PORT}
 * @param repeatable whether it may be given more than once
 * @param meaning for people, with environment variable and default
 */
public record ConfigFlag(String name, String unit, boolean repeatable, String meaning) {

    /** All of them, in the order of the reference file. */
    public static List<ConfigFlag> all() {
        return ConfigKeys.values().stream()
                .filter(key -> !key.flag().isEmpty())
                .map(key -> new ConfigFlag(key.flag(), key.unit(), key.type() instanceof ListType, meaning(key)))
                .toList();
    }

    private static String meaning(ConfigKey<?> key) {
        String fallback = key.defaults().get(0);
        return key.meaning()
                + (fallback.isEmpty() ? "" : " Default: " + fallback + ".")
                + (key.env().isEmpty() ? "" : " [" + key.env() + "]");
    }
}
