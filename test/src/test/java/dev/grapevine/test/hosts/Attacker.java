package dev.grapevine.test.hosts;

import dev.grapevine.test.Json;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A host without a key beside the members, which sees every packet and forges its own: {@code src/test/attack/attacker.py}. */
final class Attacker {

    private static final Path SCRIPT =
            Path.of("src", "test", "attack", "attacker.py").toAbsolutePath();

    private final Host host;

    private Attacker(Host host) {
        this.host = host;
    }

    /**
     * What an attack was, and what came back.
     *
     * @param sent datagrams
     * @param sentBytes of UDP payload
     * @param answers datagrams of members to the attacker's address
     * @param answerBytes of UDP payload
     */
    record Outcome(long sent, long sentBytes, double seconds, long answers, long answerBytes) {
        @Override
        public String toString() {
            return "%,d datagrams (%,d B) in %.1f s, answered with %d (%d B)"
                    .formatted(sent, sentBytes, seconds, answers, answerBytes);
        }
    }

    /** Puts one on the network. Without Python the test is skipped, and says so. */
    static Attacker on(Host host) {
        try {
            Command.run("python3", "-c", "import socket; socket.AF_PACKET");
        } catch (AssertionError | UncheckedIOException missing) {
            String why = "the attacker needs python3: " + missing.getMessage();
            System.out.println("!!!! SKIPPED: " + why);
            Assumptions.abort(why);
        }
        // The bridge learns nothing, so every cable carries every packet.
        Command.run("ip", "link", "set", "lan", "type", "bridge", "ageing_time", "0");
        return new Attacker(host);
    }

    private Map<String, Object> run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("python3", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        return Json.object(host.exec(command.toArray(String[]::new)));
    }

    private static long number(Map<String, Object> outcome, String field) {
        return (long) Readings.number(outcome, field);
    }

    private Outcome attack(String... arguments) {
        Map<String, Object> outcome = run(arguments);
        Outcome attack = new Outcome(
                number(outcome, "sent"),
                number(outcome, "sentBytes"),
                Readings.number(outcome, "seconds"),
                number(outcome, "answers"),
                number(outcome, "answerBytes"));
        System.out.println(String.join(
                        " ",
                        Stream.of(arguments)
                                .filter(argument -> !argument.startsWith("/"))
                                .toList())
                + ": " + attack);
        return attack;
    }

    /**
     * Records what the members say to each other.
     *
     * @return the number of datagrams
     */
    long record(Path file, int seconds) {
        return number(run("record", file.toString(), String.valueOf(seconds)), "recorded");
    }

    /** Sends every recorded datagram once, changed as the mode of the script says. */
    Outcome replay(Path file, String mode, int perSecond) {
        return attack("replay", file.toString(), mode, String.valueOf(perSecond));
    }

    /** Garbage of all kinds at one member, from the attacker's address, from those of members and of nobody. */
    Outcome storm(Path file, Host target, int perSecond, int seconds) {
        return attack("storm", file.toString(), target.address(), String.valueOf(perSecond), String.valueOf(seconds));
    }

    /** What members without a key are attacked with, well formed and in clear: lies, questions, orders, whole streams. */
    Outcome clear(String cluster, Host target, int perSecond, int seconds, List<Host> about) {
        return attack(Stream.concat(
                        Stream.of(
                                "clear", cluster, target.address(), String.valueOf(perSecond), String.valueOf(seconds)),
                        about.stream().map(Host::member))
                .toArray(String[]::new));
    }

    /**
     * Opens connections that say nothing, or little and slowly, and never a whole frame.
     *
     * @return how many were opened
     */
    long streams(Host target, int count, int seconds) {
        Map<String, Object> outcome = run("streams", target.address(), String.valueOf(count), String.valueOf(seconds));
        System.out.println("streams: " + outcome);
        return number(outcome, "opened");
    }
}
