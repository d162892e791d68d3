package dev.grapevine.agent.config;

import dev.grapevine.cluster.net.HostSyntax;
import dev.grapevine.yaml.TextType;
import dev.grapevine.yaml.Units;
import dev.grapevine.yaml.ValueType;
import dev.grapevine.yaml.ValueTypes;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types of configuration values that are written as one word. */
final class ConfigTypes {

    /** Member and service names. */
    static final String NAME = "(?!\\.{1,2}$)[A-Za-z0-9._-]{1,64}";

    static final String NAME_ALLOWED = "1 to 64 characters of A-Z a-z 0-9 . _ -, but not . or .. alone";

    /** Characters of a domain: names of members and services have to fit before it. */
    static final int MAX_DOMAIN = 100;

    /** A part of a domain name (RFC 1123). */
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    /** The longest that DNS answers may be kept. */
    static final Duration MAX_TTL = Duration.ofHours(24);

    private ConfigTypes() {}

    static final ValueType<String> MEMBER_NAME = ValueTypes.matching(NAME, NAME_ALLOWED);
    static final ValueType<String> ZONE =
            ValueTypes.matching("[A-Za-z0-9._-]{1,32}", "1 to 32 characters of A-Z a-z 0-9 . _ -");
    static final ValueType<String> TAG =
            ValueTypes.matching("[A-Za-z0-9._:/=@-]{1,512}", "1 to 512 characters of A-Z a-z 0-9 . _ : / = @ -");
    static final ValueType<Integer> PORT = ValueTypes.number("0 to 65535", HostPort::port, String::valueOf);
    static final ValueType<Optional<Integer>> PORT_OR_OFF =
            ValueTypes.number("1 to 65535, or off", orOff(ConfigTypes::nonZeroPort), ConfigTypes::shown);
    static final ValueType<Optional<HostPort>> LISTEN = new TextType<>(
            "HOST:PORT, such as 127.0.0.1:8500 for this host alone or 0.0.0.0:8500 for all addresses, or off",
            orOff(HostPort::parse),
            ConfigTypes::shown,
            "string");
    static final ValueType<String> HOST =
            TextType.of("an IP address or a host name", text -> ValueTypes.require(text, HostSyntax.valid(text)));
    static final ValueType<String> ADVERTISE = TextType.of(
            "a host name, an IP address, interface:NAME or cidr:NETWORK/BITS",
            text -> ValueTypes.require(text, advertise(text)));
    static final ValueType<String> SEED =
            TextType.of("HOST:PORT, a host name, or srv:NAME", text -> ValueTypes.require(text, seed(text)));
    static final ValueType<String> DOMAIN = TextType.of(
            "a domain name of at most 100 characters, such as grapevine.internal",
            text -> ValueTypes.require(
                    text,
                    text.length() <= MAX_DOMAIN
                            && text.matches(LABEL + "(\\." + LABEL + ")*\\.?")
                            && !HostSyntax.literal(text)));
    static final ValueType<Boolean> TRUE_OR_FALSE = new TextType<>(
            "true or false",
            text -> Boolean.valueOf(ValueTypes.require(text, text.equals("true") || text.equals("false"))),
            String::valueOf,
            "boolean");
    /** A time by name, as in {@code web=5s,db=1m}. */
    static final ValueType<Map<String, Duration>> TTLS = new TextType<>(
            "NAME=TIME,NAME=TIME, as in web=5s,db=1m",
            ConfigTypes::ttls,
            ttls -> ttls.entrySet().stream()
                    .map(entry -> entry.getKey() + "="
                            + Units.duration(entry.getValue().toNanos()))
                    .collect(Collectors.joining(",")),
            "string");

    static final ValueType<Path> PATH = TextType.of("a path", ConfigTypes::path);

    static ValueType<Duration> duration(Duration min, Duration max) {
        return new TextType<>(
                Units.duration(min.toNanos()) + " to " + Units.duration(max.toNanos()),
                text -> Duration.ofNanos(ValueTypes.bounded(Units.duration(text), min.toNanos(), max.toNanos())),
                value -> Units.duration(value.toNanos()),
                "string");
    }

    static ValueType<Duration> durationOrOff(Duration min, Duration max) {
        return new TextType<>(
                Units.duration(min.toNanos()) + " to " + Units.duration(max.toNanos()) + ", or off",
                text -> text.equals("off")
                        ? Duration.ZERO
                        : Duration.ofNanos(ValueTypes.bounded(Units.duration(text), min.toNanos(), max.toNanos())),
                value -> value.isZero() ? "off" : Units.duration(value.toNanos()),
                "string");
    }

    private static Map<String, Duration> ttls(String text) {
        Map<String, Duration> ttls = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name =
                    ValueTypes.require(part, equals > 0).substring(0, equals).strip();
            long nanos =
                    ValueTypes.bounded(Units.duration(part.substring(equals + 1).strip()), 0, MAX_TTL.toNanos());
            if (ttls.put(name.toLowerCase(Locale.ROOT), Duration.ofNanos(nanos)) != null) {
                throw new IllegalArgumentException();
            }
        }
        return ttls;
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
            return HostSyntax.literal(network)
                    && text.substring(slash + 1).matches("\\d{1,3}")
                    && Integer.parseInt(text.substring(slash + 1)) <= most;
        }
        return HostSyntax.valid(text);
    }

    private static boolean seed(String text) {
        if (text.startsWith("srv:")) {
            return HostSyntax.valid(text.substring(4)) && !HostSyntax.literal(text.substring(4));
        }
        if (HostSyntax.valid(text)) {
            return true;
        }
        return HostPort.parse(text).port() > 0;
    }
}
