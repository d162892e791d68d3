package dev.grapevine.agent.config;

import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.Raw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the sources say of each key, in rising order of precedence: file, environment, flags. */
final class ConfigSources {

    private static final Map<String, String> SECRETS =
            Map.of("encryption.key", Keys.KEY_FILE.name(), "http.token", Keys.TOKEN_FILE.name());

    private final Map<String, Key<?>> byName = new LinkedHashMap<>();
    private final Map<String, List<Raw>> said = new HashMap<>();
    private final Problems problems;

    ConfigSources(Problems problems) {
        this.problems = problems;
        Keys.values().forEach(key -> byName.put(key.name(), key));
    }

    /** What was said of it, what counts last; blank is nothing. */
    List<Raw> of(Key<?> key) {
        return Collections.unmodifiableList(said.getOrDefault(key.name(), List.of()));
    }

    void file(Raw.Mapping top) {
        section(top, "");
    }

    private void section(Raw.Mapping mapping, String path) {
        mapping.entries().forEach((name, entry) -> {
            String key = path.isEmpty() ? name : path + "." + name;
            String below = key + ".";
            if (byName.containsKey(key)) {
                say(key, entry.value());
            } else if (byName.keySet().stream().noneMatch(known -> known.startsWith(below))) {
                unknown(entry.keyPlace(), key);
            } else if (entry.value() instanceof Raw.Mapping section) {
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
            problems.add(
                    place, key, "a secret is not written here; put it into a file of its own and name that in " + file);
        }
    }

    void environment(Map<String, String> env) {
        for (Key<?> key : Keys.values()) {
            String text = env.getOrDefault(key.env(), "").strip();
            if (!key.env().isEmpty() && !key.equals(Keys.LOG_LEVEL) && !key.equals(Keys.LOG_FORMAT)) {
                say(key.name(), new Raw.Text(text, "env " + key.env()));
            }
        }
        for (String word : env.getOrDefault(Keys.LOG_LEVEL.env(), "").split(",", -1)) {
            log(new Raw.Text(word.strip(), "env " + Keys.LOG_LEVEL.env()));
        }
    }

    /** One variable sets the level, the format, or both. */
    private void log(Raw.Text word) {
        String lower = word.text().toLowerCase(Locale.ROOT);
        if (List.of(Keys.LOG_FORMAT.type().allowed().split(", ")).contains(lower)) {
            say(Keys.LOG_FORMAT.name(), word);
        } else if (List.of(Keys.LOG_LEVEL.type().allowed().split(", ")).contains(lower)) {
            say(Keys.LOG_LEVEL.name(), word);
        } else if (!word.blank()) {
            problems.refuse(
                    word,
                    "log",
                    Keys.LOG_LEVEL.type().allowed() + " and "
                            + Keys.LOG_FORMAT.type().allowed());
        }
    }

    /** @param flags what was given, by flag as {@code --port} */
    void flags(Map<String, List<String>> flags) {
        for (Key<?> key : Keys.values()) {
            List<String> given = flags.getOrDefault(key.flag(), List.of());
            if (given.size() == 1) {
                say(key.name(), new Raw.Text(given.get(0).strip(), key.flag()));
            } else if (!given.isEmpty()) {
                List<Raw> items = new ArrayList<>();
                given.forEach(text -> items.add(new Raw.Text(text.strip(), key.flag())));
                say(key.name(), new Raw.Sequence(items, key.flag()));
            }
        }
    }

    private void say(String key, Raw raw) {
        if (!raw.blank()) {
            said.computeIfAbsent(key, name -> new ArrayList<>()).add(raw);
        }
    }
}
