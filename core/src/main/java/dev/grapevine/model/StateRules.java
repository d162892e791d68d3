package dev.grapevine.model;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a member may publish. The owner checks before it changes anything, where somebody reads the message. Instances
 * from other members are checked by the same rules, and ignored if they break them. How much a member may publish in
 * all is a matter of settings.
 */
public final class StateRules {

    /** Characters in the name of a member or service. */
    public static final int MAX_NAME = 64;
    /** Characters in the id of an instance. */
    public static final int MAX_ID = 128;
    /** Characters in the address of an instance. */
    public static final int MAX_ADDRESS = 253;
    /** Tags of an instance. */
    public static final int MAX_TAGS = 64;
    /** Entries in the metadata of an instance. */
    public static final int MAX_METADATA = 64;
    /** Bytes of UTF-8 in a key of metadata, or in the id or name of a check. */
    public static final int MAX_LABEL = 128;
    /** Bytes of UTF-8 in a value of metadata. */
    public static final int MAX_TEXT = 1_024;
    /** Bytes of UTF-8 in the output of a check. */
    public static final int MAX_OUTPUT = 512;

    /** Extensions of an instance, one a face. */
    public static final int MAX_EXTENSIONS = 8;
    /** Bytes of UTF-8 in an extension. */
    public static final int MAX_EXTENSION = 2_048;
    /** Bytes of UTF-8 in the version of the software of a member. */
    public static final int MAX_VERSION = 64;

    private static final int MAX_SHOWN = 80;

    private StateRules() {}

    /**
     * Returns the instance if it may be published.
     *
     * @throws IllegalArgumentException if it may not; the message says what is wrong, and what is allowed
     */
    public static ServiceInstance check(ServiceInstance instance) {
        throwIf(problemOf(instance));
        return instance;
    }

    /**
     * Does nothing if a member or service may have this tag.
     *
     * @throws IllegalArgumentException if a tag of a member or service breaks the rules; the message says what is
     *     wrong, and what is allowed
     */
    public static void checkTag(String tag) {
        throwIf(problemOfLabel("tag", tag, StateLimits.TAG));
    }

    /**
     * Does nothing if a member or service may have this entry of metadata.
     *
     * @throws IllegalArgumentException if metadata of a member or service breaks the rules; the message says what is
     *     wrong, and what is allowed
     */
    public static void checkMetadata(String key, String value) {
        throwIf(problemOfMetadata(key, value));
    }

    /** Whether this may be told as the version of the software: at most {@value #MAX_VERSION} bytes of printable text. */
    public static boolean isVersion(String version) {
        return utf8(version) <= MAX_VERSION && version.codePoints().noneMatch(StateRules::unprintable);
    }

    /**
     * Does nothing if this may be told as the version of the software.
     *
     * @throws IllegalArgumentException if it may not; the message says what is allowed
     */
    public static void checkVersion(String version) {
        if (!isVersion(version)) {
            throw new IllegalArgumentException("version " + shown(version) + " is not allowed: use at most "
                    + MAX_VERSION + " bytes, without control characters and unpaired surrogates");
        }
    }

    /** The output of a check, cut to the length that may be published. */
    public static String cutOutput(String output) {
        return cutOutput(output, MAX_OUTPUT);
    }

    /** The output of a check, cut to a number of bytes of UTF-8 without splitting a character. */
    public static String cutOutput(String output, int maxBytes) {
        return cut(output, maxBytes);
    }

    /** Why an instance may not be published, in one line; null if it may. */
    public static @Nullable String problemOf(ServiceInstance instance) {
        if (!isService(instance.service())) {
            return "service name " + shown(instance.service())
                    + " is not allowed: use 1 to 64 letters, digits, '.', '_' or '-'"
                    + pathStep(instance.service());
        }
        if (!isId(instance.id())) {
            return of(instance) + "instance id " + shown(instance.id()) + " is not allowed: use 1 to " + MAX_ID
                    + " letters, digits, '.', '_', ':' or '-'" + pathStep(instance.id());
        }
        String problem = problemOfPlace(instance);
        if (problem == null) {
            problem = problemOfTags(instance.tags());
        }
        if (problem == null) {
            problem = problemOfMetadata(instance.metadata());
        }
        if (problem == null && utf8(instance.output()) > MAX_OUTPUT) {
            problem = "check output has " + utf8(instance.output()) + " bytes: cut it to " + MAX_OUTPUT;
        }
        if (problem == null) {
            problem = problemOfChecks(instance.checks());
        }
        if (problem == null) {
            problem = problemOfExtensions(instance.extensions());
        }
        return problem == null ? null : of(instance) + problem;
    }

    private static @Nullable String problemOfPlace(ServiceInstance instance) {
        if (instance.port() < 0 || instance.port() > 0xffff) {
            return "port must be 0 to 65535, not " + instance.port();
        }
        if (instance.weight() < 0 || instance.weight() > 0xffff) {
            return "weight must be 0 to 65535, not " + instance.weight();
        }
        if (instance.sinceMillis() < 0) {
            return "time of last change must be milliseconds since 1970, not " + instance.sinceMillis();
        }
        String address = instance.address();
        if (address.length() > MAX_ADDRESS || !isOf(address, "._-:")) {
            return "address " + shown(address) + " is not allowed: use a host name or an IP address without port";
        }
        return null;
    }

    private static @Nullable String problemOfTags(List<String> tags) {
        if (tags.size() > MAX_TAGS) {
            return "has " + tags.size() + " tags: at most " + MAX_TAGS + " are allowed";
        }
        Set<String> seen = new HashSet<>();
        for (String tag : tags) {
            String problem = problemOfLabel("tag", tag, StateLimits.TAG);
            if (problem != null) {
                return problem;
            }
            if (!seen.add(tag)) {
                return "tag " + shown(tag) + " is given twice: give it once";
            }
        }
        return null;
    }

    private static @Nullable String problemOfChecks(List<CheckResult> checks) {
        if (checks.size() > StateLimits.CHECKS) {
            return "has " + checks.size() + " checks: at most " + StateLimits.CHECKS + " are allowed";
        }
        Set<String> seen = new HashSet<>();
        for (CheckResult check : checks) {
            String problem = problemOfLabel("check", check.id(), MAX_LABEL);
            if (problem == null && !check.name().isEmpty()) {
                problem = problemOfLabel("check name", check.name(), MAX_LABEL);
            }
            if (problem == null && utf8(check.output()) > MAX_OUTPUT) {
                problem = "output of check " + shown(check.id()) + " has " + utf8(check.output()) + " bytes: cut it to "
                        + MAX_OUTPUT;
            }
            if (problem == null && !seen.add(check.id())) {
                problem = "check " + shown(check.id()) + " is given twice: give it once";
            }
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String problemOfExtensions(Map<String, String> extensions) {
        if (extensions.size() > MAX_EXTENSIONS) {
            return "has " + extensions.size() + " extensions: at most " + MAX_EXTENSIONS + " are allowed";
        }
        for (Map.Entry<String, String> extension : extensions.entrySet()) {
            if (!isName(extension.getKey())) {
                return "extension " + shown(extension.getKey())
                        + " is not allowed: use 1 to 64 letters, digits, '.', '_' or '-'";
            }
            if (utf8(extension.getValue()) > MAX_EXTENSION) {
                return "extension " + shown(extension.getKey()) + " has " + utf8(extension.getValue())
                        + " bytes: at most " + MAX_EXTENSION + " are allowed";
            }
        }
        return null;
    }

    private static @Nullable String problemOfMetadata(Map<String, String> metadata) {
        if (metadata.size() > MAX_METADATA) {
            return "has " + metadata.size() + " metadata keys: at most " + MAX_METADATA + " are allowed";
        }
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            String problem = problemOfMetadata(entry.getKey(), entry.getValue());
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String problemOfMetadata(String key, String value) {
        String problem = problemOfLabel("metadata key", key, MAX_LABEL);
        if (problem != null) {
            return problem;
        }
        if (utf8(value) > MAX_TEXT) {
            return "metadata value of " + shown(key) + " has " + utf8(value) + " bytes: at most " + MAX_TEXT
                    + " are allowed";
        }
        return null;
    }

    private static @Nullable String problemOfLabel(String what, String label, int maxBytes) {
        int bytes = utf8(label);
        if (bytes == 0 || bytes > maxBytes) {
            return what + " " + shown(label) + " has " + bytes + " bytes: 1 to " + maxBytes + " are allowed";
        }
        if (label.codePoints().anyMatch(StateRules::unprintable)) {
            return what + " " + shown(label) + " is not allowed: leave out control characters and unpaired surrogates";
        }
        return null;
    }

    /** Whether it is a control character, or an unpaired surrogate, which UTF-8 cannot encode. */
    private static boolean unprintable(int codePoint) {
        return Character.isISOControl(codePoint)
                || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** Whether this may be the name of a service; the same rule as for {@linkplain #isName members}. */
    public static boolean isService(String text) {
        return isName(text);
    }

    /**
     * Whether this may be the name of a member or a service: 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, but not
     * {@code .} or {@code ..}, which HTTP clients take out of a path.
     */
    public static boolean isName(String text) {
        int length = text.length();
        if (length == 0 || length > MAX_NAME || isPathStep(text)) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!isNameCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** No regular expression: this runs for every name in every packet. */
    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_';
    }

    /**
     * Whether this may be the id of an instance: 1 to 128 characters of {@code A-Z a-z 0-9 . _ : -}, but not {@code .}
     * or {@code ..}.
     */
    public static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= MAX_ID && !isPathStep(text) && isOf(text, "._:-");
    }

    private static String pathStep(String text) {
        return isPathStep(text) ? ", but not '.' or '..' alone" : "";
    }

    private static boolean isPathStep(String text) {
        return text.equals(".") || text.equals("..");
    }

    private static boolean isOf(String text, String punctuation) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && punctuation.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String of(ServiceInstance instance) {
        return "service " + shown(instance.service()) + ": ";
    }

    /** Input quoted in a message for people: cut, and on one line. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder("'");
        text.codePoints().limit(MAX_SHOWN).forEach(c -> shown.appendCodePoint(unprintable(c) ? '?' : c));
        return shown.append(text.codePointCount(0, text.length()) > MAX_SHOWN ? "...'" : "'")
                .toString();
    }

    private static String cut(String text, int maxBytes) {
        int end = 0;
        int bytes = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            bytes += utf8(codePoint);
            if (bytes > maxBytes) {
                return text.substring(0, end);
            }
            end += Character.charCount(codePoint);
        }
        return text;
    }

    /** Bytes of a character; an unpaired surrogate becomes a question mark. */
    private static int utf8(int codePoint) {
        boolean unpaired = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return codePoint < 0x80 || unpaired ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x1_0000 ? 3 : 4;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void throwIf(@Nullable String problem) {
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }
}
