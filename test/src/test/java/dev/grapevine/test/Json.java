package dev.grapevine.test;

import io.avaje.jsonb.Jsonb;
import java.util.List;
import java.util.Map;

/** Reads JSON without the program's types, so that tests see what users get. */
public final class Json {

    private static final Jsonb JSONB = Jsonb.builder().build();

    private Json() {}

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(String text) {
        return (Map<String, Object>) JSONB.type(Object.class).fromJson(text);
    }

    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> list(String text) {
        return (List<Map<String, Object>>) (List<?>) JSONB.type(Object.class).fromJson(text);
    }

    /** An object within an object. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Map<String, Object> outer, String key) {
        return (Map<String, Object>) outer.get(key);
    }

    /** A list of objects within an object. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> list(Map<String, Object> outer, String key) {
        return (List<Map<String, Object>>) outer.get(key);
    }
}
