package dev.grapevine.agent.config;

import dev.grapevine.core.config.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The reference configuration: every key with its unit, bounds, defaults and a sentence. Made from the table of keys alone. */
public final class ReferenceFile {

    private static final int WIDTH = 110;

    private final StringBuilder text = new StringBuilder();
    private List<String> open = List.of();

    private ReferenceFile() {}

    /** The file as YAML; it changes nothing until a line's hash sign is taken away. */
    public static String text() {
        ReferenceFile file = new ReferenceFile();
        file.comment(
                0, "Grapevine: every key of the configuration. Made by 'grapevine config reference'; do not edit.");
        file.comment(0, "");
        file.comment(
                0,
                "Later sources win: the defaults of the profile, this file (--config FILE), the environment, flags."
                        + " A line without its hash sign sets a value; as it stands here it has the default of the lan profile,"
                        + " or an example where there is none.");
        file.comment(
                0,
                "Times are written as 500ms, 5s, 1m or 2h; sizes as 1400B or 64kB (of 1,024). Blank means unset."
                        + " 'grapevine config print' shows what is in force, and where each value comes from.");
        ConfigKeys.values().forEach(file::key);
        return file.text.toString();
    }

    private void key(ConfigKey<?> key) {
        List<String> path = Arrays.asList(key.name().split("\\."));
        sections(path.subList(0, path.size() - 1));
        int indent = 2 * (path.size() - 1);
        text.append('\n');
        comment(indent, key.meaning());
        comment(indent, "Allowed: " + key.type().allowed() + ". " + defaults(key) + sources(key));
        String name = path.get(path.size() - 1);
        if (key == ConfigKeys.SERVICES) {
            services();
        } else {
            text.append(" ".repeat(indent))
                    .append('#')
                    .append(name)
                    .append(": ")
                    .append(value(key))
                    .append('\n');
        }
    }

    /** Opens what is not open yet; the sections are no comments, so that one key can be switched on alone. */
    private void sections(List<String> path) {
        for (int i = 0; i < path.size(); i++) {
            boolean same = open.size() > i && open.subList(0, i + 1).equals(path.subList(0, i + 1));
            if (!same) {
                text.append('\n').append("  ".repeat(i)).append(path.get(i)).append(":\n");
            }
        }
        open = path;
    }

    private static String defaults(ConfigKey<?> key) {
        if (!key.sameInAllProfiles()) {
            List<String> each = new ArrayList<>();
            for (Profile profile : Profile.values()) {
                each.add(profile.name().toLowerCase(Locale.ROOT) + " " + key.defaultIn(profile));
            }
            return "Default: " + String.join(", ", each) + ".";
        }
        String fallback = key.defaultIn(Profile.LAN);
        return fallback.isEmpty() ? "No default." : "Default: " + fallback + ".";
    }

    private static String sources(ConfigKey<?> key) {
        return (key.env().isEmpty() ? "" : " Environment: " + key.env() + ".")
                + (key.flag().isEmpty() ? "" : " Flag: " + key.flag() + ".");
    }

    /** The default, else an example. */
    private static String value(ConfigKey<?> key) {
        String fallback = key.defaultIn(Profile.LAN);
        return switch (key.name()) {
            case "data" -> "/var/lib/grapevine";
            case "node.id" -> "node1";
            case "node.advertise" -> "interface:eth0";
            case "node.bind" -> "0.0.0.0";
            case "node.zone" -> "rack-12";
            case "node.tags" -> "[edge, v2]";
            case "node.metadata" -> "{team: blue}";
            case "bootstrap.seeds" -> "[10.0.0.1:7700, seeds.example.org]";
            case "encryption.key-file" -> "/etc/grapevine/key";
            case "http.token-file" -> "/etc/grapevine/token";
            default -> fallback;
        };
    }

    private void services() {
        text.append("""
                #services:
                #  - web:8080/v2+eu?weight=5&check=http:/health
                #  - name: db
                #    id: db-1                 # unique on this member; default: the name
                #    address: 10.0.0.4        # default: that of the member
                #    port: 5432
                #    tags: [primary]
                #    metadata: {version: "16"}
                #    weight: 1                # 0 to 65535
                #    checks:
                #      - tcp                  # also tcp://HOST:PORT, http:/PATH, http://HOST:PORT/PATH, ttl:10s
                #      - http: http://10.0.0.4:9187/health
                #        interval: 10s        # between runs
                #        timeout: 10s         # of one run, at most the interval
                #        failures: 2          # in a row make it critical
                #        successes: 1         # in a row make it passing again
                """);
    }

    /** A comment, broken into lines. */
    private void comment(int indent, String words) {
        String start = " ".repeat(indent) + "#";
        StringBuilder line = new StringBuilder(start);
        for (String word : words.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(start);
            }
            line.append(word.isEmpty() ? "" : " ").append(word);
        }
        text.append(line).append('\n');
    }
}
