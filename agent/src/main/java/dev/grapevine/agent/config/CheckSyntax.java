package dev.grapevine.agent.config;

import dev.grapevine.cluster.check.CheckUrl;
import dev.grapevine.model.StateRules;
import dev.grapevine.yaml.Units;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Parses checks such as {@code http:/health}, {@code http://10.0.0.1:8080/health}, {@code tcp},
 * {@code tcp://10.0.0.1:5432}, {@code ttl:10s} and {@code script:/usr/local/bin/check-db --fast}.
 */
public final class CheckSyntax {

    /** What is allowed, for error messages. */
    public static final String ALLOWED = "http:/PATH, http://HOST:PORT/PATH, tcp, tcp://HOST:PORT or ttl:10s";

    private static final int MAX_WORDS = 256;
    private static final int MAX_COMMAND = 16_384;

    private CheckSyntax() {}

    /**
     * Parses a check with the default pace.
     *
     * @throws IllegalArgumentException if the text is not a check, with a message that says what is wrong
     */
    public static CheckSpec parse(String text) {
        return parse(text, new CheckDraft());
    }

    /**
     * Parses a check.
     *
     * @param draft what else is said of it
     * @throws IllegalArgumentException if the text is not a check, or does not go with the rest, with a message that says
     *     what is wrong
     */
    public static CheckSpec parse(String text, CheckDraft draft) {
        int space = text.startsWith("script:") ? -1 : text.indexOf(' ');
        if (space >= 0) {
            options(text.substring(space + 1), draft);
            return parse(text.substring(0, space), draft);
        }
        if (text.startsWith("http:/") || text.startsWith("https://")) {
            String url = text.startsWith("http:/") && !text.startsWith("http://") ? text.substring(5) : text;
            return http(url, draft);
        }
        if (text.equals("tcp") || text.startsWith("tcp:")) {
            String target = text.equals("tcp") ? "" : text.substring(4);
            return tcp(target.startsWith("//") ? target.substring(2) : target, draft);
        }
        if (text.startsWith("ttl:")) {
            return ttl(text.substring(4), draft);
        }
        if (text.matches("grpcs?(:.*)?")) {
            return grpc(text, draft);
        }
        if (text.startsWith("alias:")) {
            return alias(text.substring(6), draft);
        }
        if (text.startsWith("script:")) {
            return script(words(text.substring(7)), draft);
        }
        throw new IllegalArgumentException("found check \"" + text + "\", expected " + ALLOWED);
    }

    /**
     * An HTTP check.
     *
     * @throws IllegalArgumentException if the URL is not allowed, with a message that says why
     */
    static CheckSpec http(String url, CheckDraft draft) {
        return new CheckSpec.Http(
                url.startsWith("/")
                        ? CheckUrl.checkedPath(url)
                        : CheckUrl.parse(url).toString(),
                draft.http(),
                draft.pace(CheckSpec.Pace.DEFAULT),
                draft.label());
    }

    static CheckSpec tcp(String target, CheckDraft draft) {
        draft.requireNoHttp();
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
        return new CheckSpec.Tcp(target, draft.pace(CheckSpec.Pace.DEFAULT), draft.label());
    }

    /** A gRPC check, in one of the forms {@code grpc}, {@code grpc:/SERVICE} and {@code grpc://HOST:PORT/SERVICE}. */
    static CheckSpec grpc(String text, CheckDraft draft) {
        draft.requireNoRequest();
        boolean tls = text.startsWith("grpcs");
        String rest = text.substring(tls ? 5 : 4);
        String path = rest.equals(":") || rest.isEmpty() ? "" : rest.substring(1);
        String target = "";
        if (path.startsWith("//")) {
            int slash = path.indexOf('/', 2);
            target = slash < 0 ? path.substring(2) : path.substring(2, slash);
            path = slash < 0 ? "" : path.substring(slash);
            tcp(target.isEmpty() ? ":" : target, new CheckDraft());
        }
        String service = path.startsWith("/") ? path.substring(1) : path;
        if (!path.isEmpty() && !path.startsWith("/") || !service.matches("[A-Za-z0-9._/-]{0,256}")) {
            throw new IllegalArgumentException("found check \"" + text
                    + "\", expected grpc, grpc:/SERVICE or grpc://HOST:PORT/SERVICE (grpcs with TLS)");
        }
        if (!tls && !draft.http().usualTls()) {
            throw new IllegalArgumentException("TLS settings are of no use without TLS; use grpcs");
        }
        return new CheckSpec.Grpc(
                tls, target, service, draft.http(), draft.pace(CheckSpec.Pace.DEFAULT), draft.label());
    }

    static CheckSpec ttl(String text, CheckDraft draft) {
        draft.requireNoHttp();
        return new CheckSpec.Ttl(duration("ttl", text), draft.label());
    }

    /** What may follow a check: {@code KEY=VALUE KEY=VALUE}. */
    private static void options(String text, CheckDraft draft) {
        for (String word : words(text)) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            if (equals < 0 || !CheckDraft.KEYS.contains(key)) {
                throw new IllegalArgumentException(
                        "found \"" + word + "\" after a check, expected KEY=VALUE with one of "
                                + String.join(", ", CheckDraft.KEYS) + " (in a URL, a space is %20)");
            }
            draft.set(key, word.substring(equals + 1));
        }
    }

    /**
     * The health of another service.
     *
     * @param text {@code SERVICE}, {@code SERVICE@MEMBER}, {@code SERVICE@*} or {@code @MEMBER}
     */
    static CheckSpec alias(String text, CheckDraft draft) {
        draft.requireNoHttp();
        if (!draft.label().id().isEmpty()) {
            throw new IllegalArgumentException("an alias check has the id " + CheckSpec.Alias.PREFIX + text
                    + "; leave the id out, and give it a name");
        }
        int at = text.indexOf('@');
        String service = at < 0 ? text : text.substring(0, at);
        String member = at < 0 ? "" : text.substring(at + 1);
        boolean right = at < 0
                ? StateRules.isService(service)
                : service.isEmpty()
                        ? StateRules.isName(member)
                        : StateRules.isService(service)
                                && (member.equals(CheckSpec.Alias.ANY) || StateRules.isName(member));
        if (!right || text.length() + CheckSpec.Alias.PREFIX.length() > StateRules.MAX_ID) {
            throw new IllegalArgumentException(
                    "found alias \"" + text + "\", expected SERVICE, SERVICE@MEMBER, SERVICE@* or @MEMBER");
        }
        return new CheckSpec.Alias(service, member, draft.pace(CheckSpec.Pace.OF_ALIASES), draft.label());
    }

    private static List<String> words(String command) {
        return Arrays.stream(command.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    /**
     * A script.
     *
     * @param command the program and its arguments
     */
    static CheckSpec script(List<String> command, CheckDraft draft) {
        draft.requireNoHttp();
        if (command.isEmpty() || command.get(0).isEmpty()) {
            throw new IllegalArgumentException("found no program, expected script:PROGRAM ARGUMENT ... (no shell reads"
                    + " it; for one, use a list in the file: script: [sh, -c, 'COMMAND | COMMAND'])");
        }
        if (command.size() > MAX_WORDS
                || command.stream().mapToInt(String::length).sum() > MAX_COMMAND) {
            throw new IllegalArgumentException("the script has too many arguments, expected at most " + MAX_WORDS
                    + " words and " + MAX_COMMAND + " characters; put them into a file of its own");
        }
        if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("found a NUL character in the script, which no argument can have");
        }
        return new CheckSpec.Script(command, draft.pace(CheckSpec.Pace.OF_SCRIPTS), draft.label());
    }

    /** Parses a duration of any length. */
    static Duration longDuration(String what, String text) {
        OptionalLong nanos = Units.duration(text);
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("found " + what + " \"" + text + "\", expected a time such as 10m");
        }
        return Duration.ofNanos(nanos.getAsLong());
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
