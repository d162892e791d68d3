package dev.grapevine.agent.api;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import io.avaje.jsonb.Types;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads and writes the records of this package. Immutable and thread-safe. */
public final class JsonCodec {

    private final Jsonb jsonb;
    private final boolean strict;

    private JsonCodec(Jsonb jsonb, boolean strict) {
        this.jsonb = jsonb;
        this.strict = strict;
    }

    /** For responses of an agent, which may be newer than the reader: unknown fields are skipped. */
    public static JsonCodec lenient() {
        return new JsonCodec(builder().build(), false);
    }

    /**
     * For requests: what is not exactly the expected shape is refused (see {@link JsonParser}), as is an unknown field,
     * because it is most likely a typo.
     */
    public static JsonCodec strict() {
        return new JsonCodec(builder().failOnUnknown(true).build(), true);
    }

    private static Jsonb.Builder builder() {
        return Jsonb.builder().add(Types.mapOf(String.class), new TextMapAdapter().nullSafe());
    }

    /**
     * Reads a message of another program's protocol: it must be JSON as strictly as a request, but fields that are not
     * read here are skipped.
     *
     * @throws MalformedJsonException if the text is not JSON of that shape
     */
    public static <T> T readForeign(Class<T> type, byte[] json) {
        String text = utf8(json);
        JsonParser.parse(text);
        return lenient().read(type, text);
    }

    /** @throws MalformedJsonException if the text is not JSON of that shape */
    public <T> T read(Class<T> type, String json) {
        if (strict) {
            JsonShape.check(JsonParser.parse(json), type);
        }
        return parse(jsonb.type(type), json);
    }

    /** @throws MalformedJsonException if the text is not an array of that shape */
    public <T> List<T> readList(Class<T> type, String json) {
        return parse(jsonb.type(type).list(), json);
    }

    /**
     * The items of an array in the top object, each as its own text, so that a malformed item does not affect the others.
     * None if there is no such array.
     *
     * @throws MalformedJsonException if the text is not JSON
     */
    public static List<String> items(String json, String field) {
        return JsonParser.items(json, field);
    }

    /**
     * Parses UTF-8, which must be valid.
     *
     * @throws MalformedJsonException if the bytes are not JSON of that shape
     */
    public <T> T read(Class<T> type, byte[] json) {
        return read(type, utf8(json));
    }

    private static String utf8(byte[] json) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException("not valid UTF-8", e);
        }
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
