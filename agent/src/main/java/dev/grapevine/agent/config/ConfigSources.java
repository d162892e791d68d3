package dev.grapevine.agent.config;

import dev.grapevine.yaml.Nearest;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The raw values of each key in all sources, in rising order of precedence: file, environment, flags. */
final class ConfigSources {

    private static final Map<String, String> SECRETS =
            Map.of("encryption.key", ConfigKeys.KEY_FILE.name(), "http.token", ConfigKeys.TOKEN_FILE.name());

    private final Map<String, ConfigKey<?>> byName = new LinkedHashMap<>();
    private final Map<String, List<RawValue>> values = new HashMap<>();
    private final Problems problems;

    ConfigSources(Problems problems) {
        this.problems = problems;
        ConfigKeys.values().forEach(key -> byName.put(key.name(), key));
    }

    /** The values given for a key, the one that counts last; without blank ones. */
    List<RawValue> of(ConfigKey<?> key) {
        return Collections.unmodifiableList(values.getOrDefault(key.name(), List.of()));
    }

    void file(RawValue.Mapping top) {
        section(top, "");
    }

    private void section(RawValue.Mapping mapping, String path) {
        mapping.entries().forEach((name, entry) -> {
            String key = path.isEmpty() ? name : path + "." + name;
            String below = key + ".";
            if (byName.containsKey(key)) {
                add(key, entry.value());
            } else if (byName.keySet().stream().noneMatch(known -> known.startsWith(below))) {
                unknown(entry.keyPlace(), key);
            } else if (entry.value() instanceof RawValue.Mapping section) {
                section(section, key);
            } else if (!entry.value().blank()) {
                problems.refuse(
                        entry.value(),
                        key,
                        "a mapping of " + String.join(", ", Problems.children(below, byName.keySet())));
            }
        });
    }

    private void unknown(String place, String key) {
        String file = SECRETS.get(key);
        if (file == null) {
            problems.unknown(place, key, byName.keySet());
        } else {
            problems.add(place, key, "secrets do not belong in this file; put it in a file of its own and set " + file);
        }
    }

    /** Variables of this name that are not keys: secrets, and what other parts of the program read. */
    private static final List<String> OTHER_VARIABLES = List.of(
            SecretReader.KEY_VARIABLE,
            SecretReader.TOKEN_VARIABLE,
            "GRAPEVINE_HTTP_ADDR",
            "GRAPEVINE_CA",
            "GRAPEVINE_CERT",
            "GRAPEVINE_JAVA_OPTS",
            "GRAPEVINE_IMAGE",
            "GRAPEVINE_PUBLISH");

    /** What Kubernetes sets in each container for a service whose name begins with "grapevine". */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "GRAPEVINE(_[A-Z0-9_]+)?(_SERVICE_(HOST|PORT)(_[A-Z0-9_]+)?|_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    /** A variable that looks like one of this program, but is none, is most likely a typo. */
    private void unknownVariables(Map<String, String> env) {
        List<String> known = new ArrayList<>(OTHER_VARIABLES);
        ConfigKeys.values().forEach(key -> known.add(key.env()));
        known.removeIf(String::isEmpty);
        for (Map.Entry<String, String> variable : new TreeMap<>(env).entrySet()) {
            String name = variable.getKey();
            boolean link = SERVICE_LINK.matcher(name).matches()
                    || (name.endsWith("_PORT") && variable.getValue().contains("://"));
            if (name.startsWith("GRAPEVINE_") && !variable.getValue().isBlank() && !known.contains(name) && !link) {
                problems.add(
                        "env " + name,
                        "environment",
                        "unknown variable; "
                                + Nearest.of(name, known)
                                        .map(nearest -> "did you mean " + nearest + "?")
                                        .orElse("unset it, or see the list of variables in docs/configuration.md"));
            }
        }
    }

    void environment(Map<String, String> env) {
        unknownVariables(env);
        for (ConfigKey<?> key : ConfigKeys.values()) {
            String text = env.getOrDefault(key.env(), "").strip();
            if (!key.env().isEmpty() && !key.equals(ConfigKeys.LOG_LEVEL) && !key.equals(ConfigKeys.LOG_FORMAT)) {
                add(key.name(), new RawValue.Text(text, "env " + key.env()));
            }
        }
        for (String word : env.getOrDefault(ConfigKeys.LOG_LEVEL.env(), "").split(",", -1)) {
            log(new RawValue.Text(word.strip(), "env " + ConfigKeys.LOG_LEVEL.env()));
        }
    }

    /** One environment variable sets the level, the format, or both. */
    private void log(RawValue.Text word) {
        String lower = word.text().toLowerCase(Locale.ROOT);
        if (List.of(ConfigKeys.LOG_FORMAT.type().allowed().split(", ")).contains(lower)) {
            add(ConfigKeys.LOG_FORMAT.name(), word);
        } else if (List.of(ConfigKeys.LOG_LEVEL.type().allowed().split(", ")).contains(lower)) {
            add(ConfigKeys.LOG_LEVEL.name(), word);
        } else if (!word.blank()) {
            problems.refuse(
                    word,
                    "log",
                    ConfigKeys.LOG_LEVEL.type().allowed() + " and "
                            + ConfigKeys.LOG_FORMAT.type().allowed());
        }
    }

    /** @param flags the given values, by flag, such as {@code --port} */
    void flags(Map<String, List<String>> flags) {
        for (ConfigKey<?> key : ConfigKeys.values()) {
            List<String> given = flags.getOrDefault(key.flag(), List.of());
            if (given.size() == 1) {
                add(key.name(), new RawValue.Text(given.get(0).strip(), key.flag()));
            } else if (!given.isEmpty()) {
                List<RawValue> items = new ArrayList<>();
                given.forEach(text -> items.add(new RawValue.Text(text.strip(), key.flag())));
                add(key.name(), new RawValue.Sequence(items, key.flag()));
            }
        }
    }

    private void add(String key, RawValue raw) {
        if (!raw.blank()) {
            values.computeIfAbsent(key, name -> new ArrayList<>()).add(raw);
        }
    }
}
