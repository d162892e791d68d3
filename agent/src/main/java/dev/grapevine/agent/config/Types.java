package dev.grapevine.agent.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The kinds of values that are written as one word. */
final class Types {

    /** Member and service names. */
    static final String NAME = "[A-Za-z0-9._-]{1,64}";

    private Types() {}

    static final ValueType<String> MEMBER_NAME = matching(NAME, "1 to 64 of A-Z a-z 0-9 . _ -");
    static final ValueType<String> ZONE = matching("[A-Za-z0-9._-]{1,32}", "1 to 32 of A-Z a-z 0-9 . _ -");
    static final ValueType<String> TAG = matching("[A-Za-z0-9._:/=@-]{1,64}", "1 to 64 of A-Z a-z 0-9 . _ : / = @ -");
    static final ValueType<Integer> PORT = number("0 to 65535", HostPort::port, String::valueOf);
    static final ValueType<Optional<Integer>> PORT_OR_OFF =
            number("1 to 65535, or off", orOff(Types::nonZeroPort), Types::shown);
    static final ValueType<Optional<HostPort>> LISTEN = new TextType<>(
            "HOST:PORT as 127.0.0.1:8500 or [::1]:8500, or off",
            orOff(text -> HostPort.parse(text.startsWith(":") ? "0.0.0.0" + text : text)),
            Types::shown,
            "string");
    static final ValueType<String> HOST =
            TextType.of("an IP address or a host name", text -> require(text, HostNames.valid(text)));
    static final ValueType<String> ADVERTISE = TextType.of(
            "a host name, an IP address, interface:NAME or cidr:NETWORK/BITS", text -> require(text, advertise(text)));
    static final ValueType<String> SEED =
            TextType.of("HOST:PORT, a host name, or srv:NAME", text -> require(text, seed(text)));
    static final ValueType<Path> PATH = TextType.of("a path", Types::path);

    static ValueType<String> matching(String pattern, String allowed) {
        return TextType.of(allowed, text -> require(text, text.matches(pattern)));
    }

    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        List<String> words =
                Arrays.stream(type.getEnumConstants()).map(Types::word).toList();
        return TextType.of(String.join(", ", words), text -> {
                    int at = words.indexOf(text.toLowerCase(Locale.ROOT));
                    require(text, at >= 0);
                    return type.getEnumConstants()[at];
                })
                .showing(Types::word);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static ValueType<Long> count(long min, long max) {
        return number(min + " to " + max, text -> bounded(wholeNumber(text), min, max), String::valueOf);
    }

    static ValueType<Long> percent(long min, long max) {
        return new TextType<>(
                min + "% to " + max + "%",
                text -> bounded(
                        wholeNumber(text.endsWith("%") ? text.substring(0, text.length() - 1) : text), min, max),
                value -> value + "%",
                List.of("string", "integer"));
    }

    static ValueType<Long> bytes(long min, long max) {
        return new TextType<>(
                Units.size(min) + " to " + Units.size(max),
                text -> bounded(Units.size(text), min, max),
                Units::size,
                "string");
    }

    static ValueType<Long> nanos(long min, long max) {
        return new TextType<>(
                Units.duration(min) + " to " + Units.duration(max),
                text -> bounded(Units.duration(text), min, max),
                Units::duration,
                "string");
    }

    static ValueType<Duration> durationOrOff(Duration min, Duration max) {
        return new TextType<>(
                Units.duration(min.toNanos()) + " to " + Units.duration(max.toNanos()) + ", or off",
                text -> text.equals("off")
                        ? Duration.ZERO
                        : Duration.ofNanos(bounded(Units.duration(text), min.toNanos(), max.toNanos())),
                value -> value.isZero() ? "off" : Units.duration(value.toNanos()),
                "string");
    }

    private static <T> ValueType<T> number(String allowed, Function<String, T> parse, Function<T, String> print) {
        return new TextType<>(allowed, parse, print, List.of("integer", "string"));
    }

    private static OptionalLong wholeNumber(String text) {
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static long bounded(OptionalLong value, long min, long max) {
        if (value.isEmpty() || value.getAsLong() < min || value.getAsLong() > max) {
            throw new IllegalArgumentException();
        }
        return value.getAsLong();
    }

    private static int nonZeroPort(String text) {
        int port = HostPort.port(text);
        if (port == 0) {
            throw new IllegalArgumentException();
        }
        return port;
    }

    private static <T> Function<String, Optional<T>> orOff(Function<String, T> parse) {
        return text -> text.equalsIgnoreCase("off") ? Optional.empty() : Optional.of(parse.apply(text));
    }

    private static String shown(Optional<?> value) {
        return value.map(Object::toString).orElse("off");
    }

    private static String require(String text, boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException();
        }
        return text;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static boolean advertise(String text) {
        if (text.startsWith("interface:")) {
            return text.substring(10).matches("[^\\s:/]{1,32}");
        }
        if (text.startsWith("cidr:")) {
            int slash = text.indexOf('/');
            String network = slash < 0 ? "" : text.substring(5, slash);
            int most = network.indexOf(':') >= 0 ? 128 : 32;
            return HostNames.literal(network)
                    && text.substring(slash + 1).matches("\\d{1,3}")
                    && Integer.parseInt(text.substring(slash + 1)) <= most;
        }
        return HostNames.valid(text);
    }

    private static boolean seed(String text) {
        if (text.startsWith("srv:")) {
            return HostNames.valid(text.substring(4)) && !HostNames.literal(text.substring(4));
        }
        if (HostNames.valid(text)) {
            return true;
        }
        return HostPort.parse(text).port() > 0;
    }
}
