package dev.grapevine.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A YAML list, or one comma-separated text. */
public record ListType<T>(ValueType<T> item) implements ValueType<List<T>> {

    @Override
    public @Nullable List<T> read(RawValue raw, String key, Problems problems) {
        List<T> values = new ArrayList<>();
        boolean sound = true;
        for (RawValue part : parts(raw)) {
            if (!part.blank()) {
                T value = item.read(part, key, problems);
                sound &= value != null;
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return sound ? values : null;
    }

    private static List<RawValue> parts(RawValue raw) {
        if (raw instanceof RawValue.Sequence sequence) {
            List<RawValue> parts = new ArrayList<>();
            for (RawValue part : sequence.items()) {
                // Repeated flags are a sequence of texts, each of which may contain commas too.
                parts.addAll(part instanceof RawValue.Text ? parts(part) : List.of(part));
            }
            return parts;
        }
        if (raw instanceof RawValue.Text text) {
            List<RawValue> parts = new ArrayList<>();
            for (String part : text.text().split(",", -1)) {
                parts.add(new RawValue.Text(part.strip(), text.place()));
            }
            return parts;
        }
        return List.of(raw);
    }

    @Override
    public String allowed() {
        return item.allowed();
    }

    @Override
    public String show(List<T> values) {
        return values.stream().map(item::show).collect(Collectors.joining(","));
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", List.of("array", "string"));
        schema.put("items", item.schema());
        return schema;
    }
}
