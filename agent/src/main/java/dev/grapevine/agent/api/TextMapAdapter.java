package dev.grapevine.agent.api;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps from text to text. The library's own reader leaves escapes in keys as they are written. */
final class TextMapAdapter implements JsonAdapter<Map<String, String>> {

    @Override
    public void toJson(JsonWriter writer, Map<String, String> map) {
        writer.beginObject();
        map.forEach((key, value) -> {
            writer.name(key);
            writer.value(value);
        });
        writer.endObject();
    }

    @Override
    public Map<String, String> fromJson(JsonReader reader) {
        Map<String, String> map = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNextField()) {
            map.put(unescaped(reader.nextField()), reader.readString());
        }
        reader.endObject();
        return map;
    }

    private static String unescaped(String key) {
        if (key.indexOf('\\') < 0) {
            return key;
        }
        StringBuilder text = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c != '\\' || i + 1 == key.length()) {
                text.append(c);
                continue;
            }
            char escape = key.charAt(++i);
            switch (escape) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(key, i + 1, i + 5, 16));
                    i += 4;
                }
                default -> text.append(escape);
            }
        }
        return text.toString();
    }
}
