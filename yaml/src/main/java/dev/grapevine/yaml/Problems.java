package dev.grapevine.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the problems of a file, so that all of them are reported at once. Not thread-safe. */
public final class Problems {

    private final List<String> lines = new ArrayList<>();

    /** Adds a problem with a key. Characters that a terminal would obey become question marks. */
    public void add(String place, String key, String problem) {
        String line = (place + ": " + key + ": " + problem).replaceAll("\\p{Cc}", "?");
        if (!lines.contains(line)) {
            lines.add(line);
        }
    }

    /** Adds a value that is not allowed. */
    public void refuse(RawValue raw, String key, String allowed) {
        add(raw.place(), key, "found " + raw.found() + ", expected " + allowed);
    }

    /** Adds a key that does not exist. */
    public void unknown(String place, String key, Collection<String> known) {
        Set<String> meant = new LinkedHashSet<>(known);
        known.forEach(word -> meant.add(word.replaceFirst("\\.[^.]*$", "")));
        String remedy = Nearest.of(key, meant)
                .map(right -> "did you mean " + right + "?")
                .orElseGet(() ->
                        "expected one of " + String.join(", ", children(key.replaceFirst("[^.]*$", ""), known)));
        add(place, key, "unknown key; " + remedy);
    }

    /** The next words of the keys after a prefix, which is empty or ends in a dot. */
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

    /** One line for each problem, in the order in which they were found. */
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
