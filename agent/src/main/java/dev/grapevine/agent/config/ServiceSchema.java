package dev.grapevine.agent.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON schema of one entry of {@code services}. */
final class ServiceSchema {

    private ServiceSchema() {}

    static Map<String, Object> of() {
        Map<String, Object> text = Map.of("type", "string");
        Map<String, Object> number = Map.of("type", "integer", "minimum", 0, "maximum", 0xffff);
        Map<String, Object> check = object(List.of());
        ServiceType.CHECK_KEYS.forEach(key -> properties(check).put(key, Map.of("type", List.of("string", "null"))));
        Map<String, Object> full = object(List.of("name"));
        for (String key : ServiceType.KEYS) {
            properties(full)
                    .put(
                            key,
                            switch (key) {
                                case "port", "weight" -> number;
                                case "tags" -> array(text);
                                case "metadata" -> Map.of("type", "object", "additionalProperties", text);
                                case "checks" -> array(Map.of("anyOf", List.of(text, check)));
                                default -> text;
                            });
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("anyOf", List.of(text, full));
        return schema;
    }

    private static Map<String, Object> object(List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", new LinkedHashMap<String, Object>());
        schema.put("required", required);
        schema.put("additionalProperties", false);
        return schema;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> properties(Map<String, Object> object) {
        return (Map<String, Object>) object.get("properties");
    }

    private static Map<String, Object> array(Map<String, Object> items) {
        return Map.of("type", "array", "items", items);
    }
}
