package dev.grapevine.agent.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON schema of one entry of {@code services}. */
final class ServiceSchema {

    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> NUMBER =
            sorted(Map.of("type", "integer", "minimum", 0, "maximum", 0xffff));

    private ServiceSchema() {}

    static Map<String, Object> of() {
        Map<String, Object> checkParts = new TreeMap<>();
        ServiceType.CHECK_KEYS.forEach(key -> checkParts.put(
                key,
                switch (key) {
                    case "headers" -> sorted(Map.of("type", "object", "additionalProperties", TEXT));
                    case "tls-skip-verify" -> Map.of("type", "boolean");
                    case "script" -> Map.of("anyOf", List.of(TEXT, array(TEXT)));
                    default -> Map.of("type", List.of("string", "integer", "null"));
                }));
        Object checks = array(Map.of("anyOf", List.of(TEXT, object(checkParts, List.of()))));
        Map<String, Object> parts = new TreeMap<>();
        for (String key : ServiceType.KEYS) {
            parts.put(
                    key,
                    switch (key) {
                        case "port", "weight" -> NUMBER;
                        case "tags" -> array(TEXT);
                        case "metadata" -> sorted(Map.of("type", "object", "additionalProperties", TEXT));
                        case "checks" -> checks;
                        default -> TEXT;
                    });
        }
        return Map.of("anyOf", List.of(TEXT, object(parts, List.of("name"))));
    }

    private static Map<String, Object> object(Map<String, Object> parts, List<String> required) {
        return sorted(
                Map.of("type", "object", "additionalProperties", false, "required", required, "properties", parts));
    }

    private static Map<String, Object> array(Map<String, Object> items) {
        return sorted(Map.of("type", "array", "items", items));
    }

    private static Map<String, Object> sorted(Map<String, Object> schema) {
        return new TreeMap<>(schema);
    }
}
