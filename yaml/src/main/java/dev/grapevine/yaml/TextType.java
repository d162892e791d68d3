package dev.grapevine.yaml;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A type of values that are written as one word.
 *
 * @param parse throws IllegalArgumentException if the text is not allowed
 * @param json the type in a JSON schema: {@code string}, {@code integer}, or both
 */
public record TextType<T>(String allowed, Function<String, T> parse, Function<T, String> print, Object json)
        implements ValueType<T> {

    /** A type of values that are strings in JSON. */
    public static <T> TextType<T> of(String allowed, Function<String, T> parse) {
        return new TextType<>(allowed, parse, Object::toString, "string");
    }

    /** The same type, with another way to show values. */
    public TextType<T> showing(Function<T, String> other) {
        return new TextType<>(allowed, parse, other, json);
    }

    @Override
    public @Nullable T read(RawValue raw, String key, Problems problems) {
        if (raw instanceof RawValue.Text text) {
            try {
                return parse.apply(text.text());
            } catch (IllegalArgumentException notAllowed) {
                problems.refuse(raw, key, allowed);
                return null;
            }
        }
        problems.refuse(raw, key, allowed);
        return null;
    }

    @Override
    public String show(T value) {
        return print.apply(value);
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", json);
        return schema;
    }
}
