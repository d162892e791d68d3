package dev.grapevine.agent.config;

import dev.grapevine.model.Profile;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import dev.grapevine.yaml.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration: its name in each source, its type and its defaults. Immutable.
 *
 * @param name in YAML, such as {@code node.port}
 * @param env name of its environment variable; empty for none
 * @param flag its flag, such as {@code --port}; empty for none
 * @param unit placeholder for its value, as in {@code --port PORT}
 * @param type of its values
 * @param defaults as they would be written, for each profile; empty for none
 * @param meaning description for people, in one sentence or a few
 */
record ConfigKey<T>(
        String name, String env, String flag, String unit, ValueType<T> type, List<String> defaults, String meaning) {

    ConfigKey {
        defaults = List.copyOf(defaults);
    }

    String defaultIn(Profile profile) {
        return defaults.get(profile.ordinal());
    }

    /** Whether all profiles have the same default. */
    boolean sameInAllProfiles() {
        return defaults.stream().distinct().count() == 1;
    }

    /** The default as a value; null if there is none. */
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
