package dev.grapevine.cluster;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;

/** Refuses null where callers must not pass it, in words that name the parameter. */
final class Arguments {

    private Arguments() {}

    /** @throws NullPointerException if the value is null */
    static <T> T notNull(T value, String parameter) {
        return Objects.requireNonNull(value, parameter);
    }

    /** @throws NullPointerException if the collection or one of its elements is null */
    static <C extends Collection<?>> C noneNull(C values, String parameter) {
        notNull(values, parameter);
        for (Object value : values) {
            element(value, parameter);
        }
        return values;
    }

    /** @throws NullPointerException if the map, a key or a value is null */
    static <M extends Map<?, ?>> M noneNull(M values, String parameter) {
        notNull(values, parameter);
        values.forEach((key, value) -> {
            element(key, parameter);
            element(value, parameter);
        });
        return values;
    }

    /** @throws NullPointerException if the array or one of its elements is null */
    static <T> T[] noneNull(T[] values, String parameter) {
        notNull(values, parameter);
        for (T value : values) {
            element(value, parameter);
        }
        return values;
    }

    private static void element(Object value, String parameter) {
        Objects.requireNonNull(value, () -> parameter + " contains null");
    }
}
