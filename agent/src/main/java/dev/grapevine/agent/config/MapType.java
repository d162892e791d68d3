package dev.grapevine.agent.config;

import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import dev.grapevine.yaml.ValueType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Texts by key: a YAML mapping, or {@code key=value,key=value}. */
record MapType() implements ValueType<Map<String, String>> {

    @Override
    public @Nullable Map<String, String> read(RawValue raw, String key, Problems problems) {
        Map<String, String> values = new LinkedHashMap<>();
        if (raw instanceof RawValue.Mapping mapping) {
            boolean sound = true;
            for (var entry : mapping.entries().entrySet()) {
                if (entry.getValue().value() instanceof RawValue.Text text) {
                    values.put(entry.getKey(), text.text());
                } else {
                    problems.refuse(entry.getValue().value(), key + "." + entry.getKey(), "a single value");
                    sound = false;
                }
            }
            return sound ? values : null;
        }
        if (raw instanceof RawValue.Text text) {
            for (String part : text.text().split(",", -1)) {
                int equals = part.indexOf('=');
                if (equals <= 0) {
                    problems.refuse(raw, key, allowed());
                    return null;
                }
                values.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
            return values;
        }
        problems.refuse(raw, key, allowed());
        return null;
    }

    @Override
    public String allowed() {
        return "a mapping of strings, or key=value,key=value";
    }

    @Override
    public String show(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", Map.of("type", "string"));
        return schema;
    }
}
