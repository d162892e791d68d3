package dev.grapevine.yaml;

import java.util.List;
import java.util.Map;

/** A value as written in its source, before it is interpreted: text, a sequence or a mapping, each with its place. */
public sealed interface RawValue {

    /** The place of the value: {@code config.yaml:12:5}, {@code env NODE_PORT} or {@code --port}. */
    String place();

    /** @param text without surrounding white space; blank means unset */
    record Text(String text, String place) implements RawValue {}

    record Sequence(List<RawValue> items, String place) implements RawValue {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** @param entries in the order written */
    record Mapping(Map<String, Entry> entries, String place) implements RawValue {}

    /** @param keyPlace the place of the key */
    record Entry(String keyPlace, RawValue value) {}

    /** Whether the value is unset. */
    default boolean blank() {
        return this instanceof Text text && text.text().isEmpty();
    }

    /** The value in words, for an error message. */
    default String found() {
        if (this instanceof Text text) {
            return "\"" + text.text() + "\"";
        }
        return this instanceof Sequence ? "a list" : "a mapping";
    }
}
