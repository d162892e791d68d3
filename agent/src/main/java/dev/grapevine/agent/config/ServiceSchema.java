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
        Map<String, Object> checks = new LinkedHashMap<>();
        ServiceType.CHECK_KEYS.forEach(key -> checks.put(key, Map.of("type", List.of("string", "null"))));
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String key : ServiceType.KEYS) {
            Map<String, Object> property = switch (key) {
                case "port", "weight" -> number;
                case "tags" -> array(text);
                case "metadata" -> Map.of("type", "object", "additionalProperties", text);
                case "checks" -> array(Map.of("anyOf", List.of(text, object(List.of(), checks))));
                default -> text;
            };
            properties.put(key, property);
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("anyOf", List.of(text, object(List.of("name"), properties)));
        return schema;
    }

    private static Map<String, Object> object(List<String> required, Map<String, Object> properties) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> array(Map<String, Object> items) {
        return Map.of("type", "array", "items", items);
    }
}
