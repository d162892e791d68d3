package dev.grapevine.yaml;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A type of values: what is allowed, and how a value is read and shown.
 *
 * @param <T> the Java type of the values
 */
public interface ValueType<T> {

    /** Reads a raw value that is not blank. Returns null after adding a problem if it is not allowed. */
    @Nullable T read(RawValue raw, String key, Problems problems);

    /** What is allowed, for error messages and documentation: {@code 0 to 65535}. */
    String allowed();

    /** The value as it would be written, so that {@link #read} accepts it. */
    String show(T value);

    /** The JSON schema of the values. */
    Map<String, Object> schema();
}
