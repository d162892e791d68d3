package dev.grapevine.test.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What dig prints of a response.
 *
 * @param status as in {@code NXDOMAIN}
 * @param flags as in {@code qr aa rd}
 * @param question with one blank between fields, as all records here
 * @param transport UDP or TCP
 * @param bytes length of the response
 * @param text all of it
 */
record Dig(
        String status,
        List<String> flags,
        List<String> question,
        List<String> answer,
        List<String> authority,
        List<String> additional,
        String transport,
        int bytes,
        String text) {

    private static final Pattern STATUS = Pattern.compile("status: (\\w+)");
    private static final Pattern FLAGS = Pattern.compile("(?m)^;; flags: ([a-z ]*);");
    private static final Pattern TRANSPORT = Pattern.compile("(?m)^;; SERVER: .*\\((UDP|TCP)\\)$");
    private static final Pattern BYTES = Pattern.compile("(?m)^;; MSG SIZE  rcvd: (\\d+)$");

    /** Asks the agent. */
    static Dig ask(String... arguments) {
        return askAt("8600", arguments);
    }

    /** Asks the server at a port of 127.0.0.1. It must respond. */
    static Dig askAt(String port, String... arguments) {
        List<String> command = new ArrayList<>(List.of("dig", "@127.0.0.1", "-p", port, "+nocookie"));
        command.addAll(List.of(arguments));
        return parse(Tool.output(command.toArray(String[]::new)));
    }

    private static Dig parse(String text) {
        return new Dig(
                field(STATUS, text),
                List.of(field(FLAGS, text).split(" ")),
                section("QUESTION", text).stream()
                        .map(line -> line.substring(1))
                        .toList(),
                section("ANSWER", text),
                section("AUTHORITY", text),
                section("ADDITIONAL", text),
                field(TRANSPORT, text),
                Integer.parseInt(field(BYTES, text)),
                text);
    }

    private static String field(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in\n" + text);
        }
        return matcher.group(1);
    }

    private static List<String> section(String name, String text) {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : text.split("\n")) {
            if (line.equals(";; " + name + " SECTION:")) {
                inside = true;
            } else if (line.isBlank()) {
                inside = false;
            } else if (inside) {
                lines.add(line.replaceAll("\\s+", " "));
            }
        }
        return lines;
    }
}
