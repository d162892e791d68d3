package dev.grapevine.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a file, so that all of it is said at once. Not thread-safe. */
public final class Problems {

    private final List<String> lines = new ArrayList<>();

    /** Something is wrong with a key. */
    public void add(String place, String key, String problem) {
        String line = place + ": " + key + ": " + problem;
        if (!lines.contains(line)) {
            lines.add(line);
        }
    }

    /** A value that is not allowed. */
    public void refuse(RawValue raw, String key, String allowed) {
        add(raw.place(), key, "found " + raw.found() + ", allowed is " + allowed);
    }

    /** A key that nobody knows. */
    public void unknown(String place, String key, Collection<String> known) {
        Set<String> meant = new LinkedHashSet<>(known);
        known.forEach(word -> meant.add(word.replaceFirst("\\.[^.]*$", "")));
        String remedy = Nearest.of(key, meant)
                .map(right -> "did you mean " + right + "?")
                .orElseGet(() ->
                        "allowed here is " + String.join(", ", children(key.replaceFirst("[^.]*$", ""), known)));
        add(place, key, "unknown key; " + remedy);
    }

    /** The next words after a prefix that ends in a dot, or is empty. */
    public static List<String> children(String prefix, Collection<String> keys) {
        return keys.stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()).replaceFirst("\\..*", ""))
                .distinct()
                .toList();
    }

    public boolean none() {
        return lines.isEmpty();
    }

    /** One line each, in the order of finding. */
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
