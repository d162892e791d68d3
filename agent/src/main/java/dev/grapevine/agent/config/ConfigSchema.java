package dev.grapevine.agent.config;

import dev.grapevine.model.Profile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The JSON schema of the configuration file, for editors. Derived from the table of keys. */
public final class ConfigSchema {

    private ConfigSchema() {}

    /** The schema as maps, lists and texts, always in the same order. */
    public static Map<String, Object> of() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Grapevine configuration");
        section(root);
        for (ConfigKey<?> key : ConfigKeys.values()) {
            Map<String, Object> section = root;
            String[] path = key.name().split("\\.");
            for (int i = 0; i < path.length - 1; i++) {
                section = child(section, path[i]);
            }
            properties(section).put(path[path.length - 1], leaf(key));
        }
        return root;
    }

    private static void section(Map<String, Object> schema) {
        schema.put("type", List.of("object", "null"));
        schema.put("additionalProperties", false);
        schema.put("properties", new LinkedHashMap<String, Object>());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> properties(Map<String, Object> section) {
        return (Map<String, Object>) Objects.requireNonNull(section.get("properties"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> section, String name) {
        return (Map<String, Object>) properties(section).computeIfAbsent(name, missing -> {
            Map<String, Object> child = new LinkedHashMap<>();
            section(child);
            return child;
        });
    }

    private static <T> Map<String, Object> leaf(ConfigKey<T> key) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", key.meaning() + " Allowed: " + key.type().allowed() + ".");
        if (key.sameInAllProfiles() && !key.defaultIn(Profile.LAN).isEmpty()) {
            schema.put("default", key.defaultIn(Profile.LAN));
        }
        schema.putAll(new TreeMap<>(key.type().schema()));
        return schema;
    }
}
