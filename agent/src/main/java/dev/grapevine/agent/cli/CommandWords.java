package dev.grapevine.agent.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says what an agent says in the words of the command line: an agent advises its HTTP clients to send requests, and
 * users of a command to run another one.
 */
final class CommandWords {

    private static final Map<String, String> COMMANDS = commands();

    private CommandWords() {}

    private static Map<String, String> commands() {
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("POST /v1/leave", "'grapevine leave'");
        commands.put("GET /v1/members", "'grapevine members'");
        commands.put("GET /v1/services", "'grapevine services'");
        commands.put("GET /v1/events", "'grapevine events --follow'");
        commands.put("GET /v1/keys", "'grapevine keys list'");
        commands.put("GET /openapi.json", "'grapevine help'");
        return commands;
    }

    /** The text with a command in place of each request that it names. */
    static String of(String text) {
        String words = text;
        for (Map.Entry<String, String> command : COMMANDS.entrySet()) {
            words = words.replace(command.getKey(), command.getValue());
        }
        return words;
    }
}
