package dev.grapevine.agent.api;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.List;

/** Reads and writes the records of this package. Immutable and thread-safe. */
public final class JsonCodec {

    private final Jsonb jsonb;

    private JsonCodec(Jsonb jsonb) {
        this.jsonb = jsonb;
    }

    /** For responses of an agent, which may be newer than the reader: unknown fields are skipped. */
    public static JsonCodec lenient() {
        return new JsonCodec(Jsonb.builder().build());
    }

    /** For requests: an unknown field is refused, because it is most likely a typo. */
    public static JsonCodec strict() {
        return new JsonCodec(Jsonb.builder().failOnUnknown(true).build());
    }

    /** @throws MalformedJsonException if the text is not JSON of that shape */
    public <T> T read(Class<T> type, String json) {
        return parse(jsonb.type(type), json);
    }

    /** @throws MalformedJsonException if the text is not an array of that shape */
    public <T> List<T> readList(Class<T> type, String json) {
        return parse(jsonb.type(type).list(), json);
    }

    /** The reader throws exceptions of many types, including those of the records' own checks. All mean the same. */
    private static <T> T parse(JsonType<T> type, String json) {
        T value;
        try {
            value = type.fromJson(json);
        } catch (RuntimeException e) {
            throw new MalformedJsonException(
                    e.getMessage() == null ? "not JSON of the expected shape" : e.getMessage(), e);
        }
        if (value == null) {
            throw new MalformedJsonException("null is not allowed here", new NullPointerException());
        }
        return value;
    }

    public <T> String write(T value) {
        @SuppressWarnings("unchecked")
        JsonType<T> type = (JsonType<T>) jsonb.type(value.getClass());
        return type.toJson(value);
    }

    public <T> String writeList(Class<T> type, List<T> values) {
        return jsonb.type(type).list().toJson(values);
    }

    /** Writes a value in indented lines, for people. */
    public <T> String writePretty(T value) {
        return JsonPrettyPrinter.of(write(value));
    }

    /** Writes an array in indented lines, for people. */
    public <T> String writeListPretty(Class<T> type, List<T> values) {
        return JsonPrettyPrinter.of(writeList(type, values));
    }
}
