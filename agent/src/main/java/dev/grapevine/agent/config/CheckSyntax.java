package dev.grapevine.agent.config;

import dev.grapevine.cluster.check.CheckUrl;
import dev.grapevine.cluster.check.HttpCheckOptions;
import dev.grapevine.yaml.Units;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Parses checks such as {@code http:/health}, {@code http://10.0.0.1:8080/health}, {@code tcp},
 * {@code tcp://10.0.0.1:5432} and {@code ttl:10s}.
 */
public final class CheckSyntax {

    /** What is allowed, for error messages. */
    public static final String ALLOWED = "http:/PATH, http://HOST:PORT/PATH, tcp, tcp://HOST:PORT or ttl:10s";

    private CheckSyntax() {}

    /**
     * Parses a check with the default pace.
     *
     * @throws IllegalArgumentException if the text is not a check, with a message that says what is wrong
     */
    public static CheckSpec parse(String text) {
        return parse(text, CheckSpec.Pace.DEFAULT);
    }

    static CheckSpec parse(String text, CheckSpec.Pace pace) {
        if (text.startsWith("http:/") || text.startsWith("https://")) {
            String url = text.startsWith("http:/") && !text.startsWith("http://") ? text.substring(5) : text;
            return http(url, HttpCheckOptions.NONE, pace);
        }
        if (text.equals("tcp") || text.startsWith("tcp:")) {
            String target = text.equals("tcp") ? "" : text.substring(4);
            return tcp(target.startsWith("//") ? target.substring(2) : target, pace);
        }
        if (text.startsWith("ttl:")) {
            return ttl(text.substring(4));
        }
        throw new IllegalArgumentException("found check \"" + text + "\", expected " + ALLOWED);
    }

    /**
     * An HTTP check.
     *
     * @throws IllegalArgumentException if the URL is not allowed, with a message that says why
     */
    static CheckSpec http(String url, HttpCheckOptions options, CheckSpec.Pace pace) {
        return new CheckSpec.Http(
                url.startsWith("/")
                        ? CheckUrl.checkedPath(url)
                        : CheckUrl.parse(url).toString(),
                options,
                pace);
    }

    static CheckSpec tcp(String target, CheckSpec.Pace pace) {
        if (!target.isEmpty()) {
            try {
                if (HostPort.parse(target).port() == 0) {
                    throw new IllegalArgumentException("HOST:PORT, with a port from 1 to 65535");
                }
            } catch (IllegalArgumentException notAnAddress) {
                throw new IllegalArgumentException(
                        "found check target \"" + target + "\", expected " + notAnAddress.getMessage(), notAnAddress);
            }
        }
        return new CheckSpec.Tcp(target, pace);
    }

    static CheckSpec ttl(String text) {
        return new CheckSpec.Ttl(duration("ttl", text));
    }

    /** Parses a duration of a check: 1 ms to 24 h. */
    static Duration duration(String what, String text) {
        OptionalLong nanos = Units.duration(text);
        Duration value = Duration.ofNanos(nanos.orElse(0));
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("found " + what + " \"" + text + "\", expected 1ms to 24h");
        }
        return value;
    }
}
