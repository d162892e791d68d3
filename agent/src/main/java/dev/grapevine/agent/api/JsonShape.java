package dev.grapevine.agent.api;

import dev.grapevine.yaml.Nearest;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that JSON has the shape of a record before it is read, since the reader converts what does not fit: it takes
 * {@code 1e400} for the whole number 0.
 */
final class JsonShape {

    private JsonShape() {}

    /** @throws MalformedJsonException if it does not, with a message that says which field and why */
    static void check(JsonValue value, Class<?> type) {
        if (!(value instanceof JsonValue.Fields fields)) {
            throw MalformedJsonException.at("", "expected an object, found " + value.kind(), null);
        }
        record(fields, type, "");
    }

    private static void record(JsonValue.Fields given, Class<?> type, String path) {
        List<String> known = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            known.add(name(component));
        }
        for (String name : given.fields().keySet()) {
            if (!known.contains(name)) {
                throw wrong(
                        below(path, name),
                        "unknown field; "
                                + Nearest.of(name, known)
                                        .map(nearest -> "did you mean " + nearest + "?")
                                        .orElse("expected one of " + String.join(", ", known)));
            }
        }
        for (RecordComponent component : type.getRecordComponents()) {
            JsonValue value = given.fields().get(name(component));
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            String name = below(path, name(component));
            if (value == null || (value instanceof JsonValue.Null && optional)) {
                if (!optional) {
                    throw wrong(name, "missing");
                }
            } else {
                value(value, component.getAnnotatedType(), name);
            }
        }
    }

    /** A component whose name would be a word of the language ends with an underscore. */
    private static String name(RecordComponent component) {
        String name = component.getName();
        return name.endsWith("_") ? name.substring(0, name.length() - 1) : name;
    }

    private static void value(JsonValue value, AnnotatedType annotated, String path) {
        Class<?> type = raw(annotated);
        if (type == List.class) {
            JsonValue.Array array = expect(JsonValue.Array.class, value, path, "an array");
            for (int i = 0; i < array.items().size(); i++) {
                value(array.items().get(i), argument(annotated, 0), path + "[" + i + "]");
            }
        } else if (type == Map.class) {
            JsonValue.Fields map = expect(JsonValue.Fields.class, value, path, "an object");
            map.fields().forEach((key, entry) -> value(entry, argument(annotated, 1), below(path, key)));
        } else if (type.isRecord()) {
            record(expect(JsonValue.Fields.class, value, path, "an object"), type, path);
        } else if (type == int.class || type == Integer.class) {
            wholeNumber(value, Integer.MIN_VALUE, Integer.MAX_VALUE, path);
        } else if (type == long.class || type == Long.class) {
            wholeNumber(value, Long.MIN_VALUE, Long.MAX_VALUE, path);
        } else if (type == double.class || type == Double.class) {
            expect(JsonValue.Numeral.class, value, path, "a number");
        } else if (type == boolean.class || type == Boolean.class) {
            expect(JsonValue.Bool.class, value, path, "true or false");
        } else {
            expect(JsonValue.Text.class, value, path, "a text");
        }
    }

    private static void wholeNumber(JsonValue value, long min, long max, String path) {
        String written =
                expect(JsonValue.Numeral.class, value, path, "a whole number").written();
        try {
            long number = Long.parseLong(written);
            if (number >= min && number <= max) {
                return;
            }
        } catch (NumberFormatException e) {
            throw wrong(path, "expected a whole number, found " + written, e);
        }
        throw wrong(path, "expected a whole number of " + min + " to " + max + ", found " + written);
    }

    private static <T extends JsonValue> T expect(Class<T> kind, JsonValue value, String path, String expected) {
        if (!kind.isInstance(value)) {
            throw wrong(path, "expected " + expected + ", found " + value.kind());
        }
        return kind.cast(value);
    }

    private static Class<?> raw(AnnotatedType annotated) {
        return annotated.getType() instanceof ParameterizedType generic
                ? (Class<?>) generic.getRawType()
                : (Class<?>) annotated.getType();
    }

    private static AnnotatedType argument(AnnotatedType annotated, int index) {
        return ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments()[index];
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static MalformedJsonException wrong(String path, String what) {
        return MalformedJsonException.at(path, what, null);
    }

    private static MalformedJsonException wrong(String path, String what, Throwable cause) {
        return MalformedJsonException.at(path, what, cause);
    }
}
