package dev.grapevine.agent.config;

import dev.grapevine.yaml.ListType;
import java.util.List;

/**
 * A command line flag that sets a key of the configuration. Immutable.
 *
 * @param name such as {@code --port}
 * @param unit placeholder for its value, such as {@code PORT}
 * @param repeatable whether it may be given more than once
 * @param meaning description for people, with the environment variable and the default
 */
public record ConfigFlag(String name, String unit, boolean repeatable, String meaning) {

    /** All flags, in the order of the reference file. */
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
