package dev.grapevine.yaml;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value may be, how it is read and how it is shown.
 *
 * @param <T> what it is once read
 */
public interface ValueType<T> {

    /** The value, or null after telling the problems what is wrong. The raw value is not blank. */
    @Nullable T read(RawValue raw, String key, Problems problems);

    /** What is allowed, for error messages and the reference file: {@code 0 to 65535}. */
    String allowed();

    /** As it would be written; {@link #read} takes it back. */
    String show(T value);

    /** Its JSON schema. */
    Map<String, Object> schema();
}
