package dev.grapevine.agent.api;

import java.util.List;
import java.util.Map;

/** Any JSON, before it is known to have the expected shape. Immutable. */
sealed interface JsonValue {

    /** What it is, for messages. */
    String kind();

    record Text(String value) implements JsonValue {
        @Override
        public String kind() {
            return "a text";
        }
    }

    /** @param written as in the source: conversions may lose something */
    record Numeral(String written) implements JsonValue {
        @Override
        public String kind() {
            return written;
        }
    }

    record Bool(boolean value) implements JsonValue {
        @Override
        public String kind() {
            return String.valueOf(value);
        }
    }

    record Null() implements JsonValue {
        @Override
        public String kind() {
            return "null";
        }
    }

    record Array(List<JsonValue> items) implements JsonValue {
        @Override
        public String kind() {
            return "an array";
        }
    }

    /** @param fields in the order of the source */
    record Fields(Map<String, JsonValue> fields) implements JsonValue {
        @Override
        public String kind() {
            return "an object";
        }
    }
}
