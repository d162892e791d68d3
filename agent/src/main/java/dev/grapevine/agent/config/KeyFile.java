package dev.grapevine.agent.config;

import dev.grapevine.cluster.ClusterKeys;
import dev.grapevine.yaml.Problems;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads keys from text: base64 of 32 bytes each, one a line; what follows a {@code #} is a comment. Problems never repeat the text. */
public final class KeyFile {

    /** As many as a member accepts at a time. */
    static final int MAX_KEYS = 8;

    private static final String KEY = "encryption.key";
    private static final String MAKE_ONE = "expected base64 of 32 bytes, as grapevine keygen prints it";

    private KeyFile() {}

    /**
     * The keys in a text, in its order.
     *
     * @param place where the text comes from
     * @param lines whether problems name the line, too
     */
    public static List<Secret> read(String text, String place, boolean lines, Problems problems) {
        Map<Secret, Integer> found = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            String content = line.replaceFirst("#.*", "").strip();
            if (!content.isEmpty()) {
                String at = lines ? place + ":" + number : place;
                Secret key = key(content, at, problems);
                Integer first = key == null ? null : found.putIfAbsent(key, number);
                if (first != null) {
                    problems.add(at, KEY, "the same key as in line " + first + "; remove one of the two lines");
                }
            }
        }
        if (found.isEmpty() && problems.none()) {
            problems.add(place, KEY, "there is no key in it; " + MAKE_ONE);
        }
        if (found.size() > MAX_KEYS) {
            problems.add(
                    place,
                    KEY,
                    "found " + found.size() + " keys, expected at most " + MAX_KEYS
                            + "; remove those that no member seals with any more");
        }
        return new ArrayList<>(found.keySet());
    }

    private static @Nullable Secret key(String content, String at, Problems problems) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(content);
        } catch (IllegalArgumentException notBase64) {
            problems.add(at, KEY, "not valid base64, " + MAKE_ONE);
            return null;
        }
        if (key.length == ClusterKeys.LENGTH) {
            return new Secret(key);
        }
        problems.add(
                at,
                KEY,
                content.matches("[0-9A-Fa-f]{64}")
                        ? "found 64 hexadecimal digits, " + MAKE_ONE + "; xxd -r -p | base64 converts them"
                        : "found " + key.length + " bytes, " + MAKE_ONE);
        return null;
    }
}
