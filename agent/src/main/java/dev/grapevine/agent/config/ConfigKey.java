package dev.grapevine.agent.config;

import dev.grapevine.core.config.Profile;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import dev.grapevine.yaml.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be configured: what it is called in each source, what it may be, what it is unless said. Immutable.
 *
 * @param name in YAML, as {@code node.port}
 * @param env name of its environment variable; empty for none
 * @param flag its flag, as {@code --port}; empty for none
 * @param unit of its value, as in {@code --port PORT}
 * @param type what it may be
 * @param defaults as it would be written, for each profile; empty where nothing is
 * @param meaning one sentence or a few, for people
 */
record ConfigKey<T>(
        String name, String env, String flag, String unit, ValueType<T> type, List<String> defaults, String meaning) {

    ConfigKey {
        defaults = List.copyOf(defaults);
    }

    String defaultIn(Profile profile) {
        return defaults.get(profile.ordinal());
    }

    /** Whether each profile has the same default. */
    boolean sameInAllProfiles() {
        return defaults.stream().distinct().count() == 1;
    }

    /** The default as a value, or null where there is none. */
    @Nullable T valueIn(Profile profile) {
        String text = defaultIn(profile);
        Problems problems = new Problems();
        T value = text.isEmpty() ? null : type.read(new RawValue.Text(text, "default"), name, problems);
        if (!problems.none()) {
            throw new IllegalStateException(problems.lines().get(0));
        }
        return value;
    }
}
