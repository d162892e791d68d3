package dev.grapevine.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The command line that all programs share, with the options of one system. Immutable.
 *
 * <p>Options are written {@code --name value} or {@code --name=value}. Unknown options are refused.
 */
public final class Options {

    private static final Map<String, String> COMMON = Map.ofEntries(
            Map.entry("nodes", "16"),
            Map.entry("scenario", "bootstrap"),
            Map.entry("seed", "1"),
            Map.entry("repeats", "5"),
            Map.entry("messages", "20"),
            Map.entry("updates", "10"),
            Map.entry("steady-seconds", "30"),
            Map.entry("spinning-seconds", "60"),
            Map.entry("limit-seconds", "120"),
            Map.entry("start-threads", "64"));

    private final Map<String, String> values;
    private final Set<String> given;

    private Options(Map<String, String> values, Set<String> given) {
        this.values = values;
        this.given = given;
    }

    /**
     * Reads a command line.
     *
     * @param own the system's own options with their defaults
     * @throws IllegalArgumentException with a message for the user
     */
    public static Options parse(Map<String, String> own, String... arguments) {
        Map<String, String> values = new LinkedHashMap<>(COMMON);
        values.putAll(own);
        Set<String> given = new LinkedHashSet<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            int equals = argument.indexOf('=');
            String name = (equals < 0 ? argument : argument.substring(0, equals)).replaceFirst("^--", "");
            if (!argument.startsWith("--") || !values.containsKey(name)) {
                throw new IllegalArgumentException("unknown option '" + argument + "'; allowed are "
                        + String.join(", ", new java.util.TreeSet<>(values.keySet())));
            }
            if (equals < 0 && ++i == arguments.length) {
                throw new IllegalArgumentException("--" + name + " needs a value");
            }
            values.put(name, equals < 0 ? arguments[i] : argument.substring(equals + 1));
            given.add(name);
        }
        Options options = new Options(values, given);
        options.scenarios();
        COMMON.keySet().stream().filter(name -> !name.equals("scenario")).forEach(options::number);
        if (options.number("nodes") < 2) {
            throw new IllegalArgumentException("--nodes must be 2 or more, not " + options.number("nodes"));
        }
        return options;
    }

    /** The scenarios, in order. A scenario may come several times. */
    public List<Scenario> scenarios() {
        List<Scenario> scenarios = new ArrayList<>();
        Stream.of(text("scenario").split(",")).map(Scenario::parse).forEach(scenarios::add);
        return scenarios;
    }

    public boolean isGiven(String name) {
        return given.contains(name);
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no option " + name);
        }
        return value;
    }

    /** A number of 0 or more. */
    public int number(String name) {
        try {
            return Integer.parseUnsignedInt(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " must be a number of 0 or more, not " + text(name), e);
        }
    }
}
