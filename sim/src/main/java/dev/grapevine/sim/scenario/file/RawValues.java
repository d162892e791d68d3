package dev.grapevine.sim.scenario.file;

import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values that were written for each key, in a file and then on a command line. The last one for a key counts. */
final class RawValues {

    private final Map<String, RawValue> values = new LinkedHashMap<>();
    private final List<String> known;
    private final Problems problems;

    /** @param known the keys that are allowed */
    RawValues(Collection<String> known, Problems problems) {
        this.known = List.copyOf(known);
        this.problems = problems;
    }

    void file(RawValue.Mapping top) {
        section(top, "");
    }

    private void section(RawValue.Mapping mapping, String above) {
        mapping.entries().forEach((name, entry) -> {
            String key = above + name;
            boolean section = known.stream().anyMatch(other -> other.startsWith(key + "."));
            if (!section) {
                put(key, entry.keyPlace(), entry.value());
            } else if (entry.value() instanceof RawValue.Mapping below) {
                section(below, key + ".");
            } else if (!entry.value().blank()) {
                String keys = String.join(", ", Problems.children(key + ".", known));
                problems.refuse(entry.value(), key, "a mapping of " + keys);
            }
        });
    }

    void replace(Replacement replacement) {
        put(
                replacement.key(),
                replacement.place(),
                new RawValue.Text(replacement.text().strip(), replacement.place()));
    }

    private void put(String key, String keyPlace, RawValue value) {
        if (!known.contains(key)) {
            problems.unknown(keyPlace, key, known);
        } else if (!value.blank()) {
            values.put(key, value);
        }
    }

    Optional<RawValue> raw(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The value of a key; null if none was written, or if it is wrong, which is a problem then. */
    <T> @Nullable T find(ScenarioKey<T> key) {
        RawValue raw = values.get(key.name());
        return raw == null ? null : key.type().read(raw, key.name(), problems);
    }

    /** The value of a key that has a fallback. */
    <T> T get(ScenarioKey<T> key) {
        T value = find(key);
        return value != null
                ? value
                : key.otherwise().orElseThrow(() -> new IllegalStateException(key.name() + " has no fallback"));
    }
}
