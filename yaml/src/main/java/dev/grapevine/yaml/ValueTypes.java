package dev.grapevine.yaml;

import dev.grapevine.model.ProtocolSetting;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;

/** The types of values that occur in every kind of file. */
public final class ValueTypes {

    private ValueTypes() {}

    /** A word that matches a pattern completely. */
    public static ValueType<String> matching(String pattern, String allowed) {
        return TextType.of(allowed, text -> require(text, text.matches(pattern)));
    }

    /** A constant of an enum, written in lower case with hyphens. */
    public static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        List<String> words =
                Arrays.stream(type.getEnumConstants()).map(ValueTypes::word).toList();
        return TextType.of(String.join(", ", words), text -> {
                    int at = words.indexOf(text.toLowerCase(Locale.ROOT));
                    require(text, at >= 0);
                    return type.getEnumConstants()[at];
                })
                .showing(ValueTypes::word);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The value of a protocol setting, in its unit and within its bounds. */
    public static ValueType<Long> of(ProtocolSetting setting) {
        return switch (setting.unit()) {
            case DURATION -> nanos(setting.min(), setting.max());
            case BYTES -> bytes(setting.min(), setting.max());
            case PERCENT -> percent(setting.min(), setting.max());
            case COUNT -> count(setting.min(), setting.max());
        };
    }

    /** A whole number. */
    public static ValueType<Long> count(long min, long max) {
        return number(min + " to " + max, text -> bounded(wholeNumber(text), min, max), String::valueOf);
    }

    /** A whole percentage, with or without the percent sign. */
    public static ValueType<Long> percent(long min, long max) {
        return new TextType<>(
                min + "% to " + max + "%",
                text -> bounded(
                        wholeNumber(text.endsWith("%") ? text.substring(0, text.length() - 1) : text), min, max),
                value -> value + "%",
                List.of("string", "integer"));
    }

    /** A size, as {@code 1400B} or {@code 64kB}. */
    public static ValueType<Long> bytes(long min, long max) {
        return new TextType<>(
                Units.size(min) + " to " + Units.size(max),
                text -> bounded(Units.size(text), min, max),
                Units::size,
                "string");
    }

    /** A duration, as {@code 500ms}. */
    public static ValueType<Long> nanos(long min, long max) {
        return new TextType<>(
                Units.duration(min) + " to " + Units.duration(max),
                text -> bounded(Units.duration(text), min, max),
                Units::duration,
                "string");
    }

    /** A value that YAML and JSON may have as a number or as a string. */
    public static <T> ValueType<T> number(String allowed, Function<String, T> parse, Function<T, String> print) {
        return new TextType<>(allowed, parse, print, List.of("integer", "string"));
    }

    private static OptionalLong wholeNumber(String text) {
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** @throws IllegalArgumentException if there is no value, or if it is out of bounds */
    public static long bounded(OptionalLong value, long min, long max) {
        if (value.isEmpty() || value.getAsLong() < min || value.getAsLong() > max) {
            throw new IllegalArgumentException();
        }
        return value.getAsLong();
    }

    /** @throws IllegalArgumentException if the text is not allowed */
    public static String require(String text, boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException();
        }
        return text;
    }
}
