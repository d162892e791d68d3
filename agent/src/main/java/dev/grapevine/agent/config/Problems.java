package dev.grapevine.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong with a configuration, so that all of it is said at once. */
final class Problems {

    private final List<String> lines = new ArrayList<>();

    void add(String place, String key, String problem) {
        String line = place + ": " + key + ": " + problem;
        if (!lines.contains(line)) {
            lines.add(line);
        }
    }

    /** A value that is not allowed. */
    void refuse(Raw raw, String key, String allowed) {
        add(raw.place(), key, "found " + raw.found() + ", allowed is " + allowed);
    }

    /** A key that nobody knows. */
    void unknown(String place, String key, Iterable<String> known) {
        Optional<String> near = Nearest.of(key, known);
        add(
                place,
                key,
                "unknown key"
                        + near.map(right -> "; did you mean " + right + "?")
                                .orElse("; grapevine config schema lists all keys"));
    }

    boolean none() {
        return lines.isEmpty();
    }

    List<String> lines() {
        return lines;
    }

    void check() throws ConfigException {
        if (!none()) {
            throw new ConfigException(lines);
        }
    }
}
