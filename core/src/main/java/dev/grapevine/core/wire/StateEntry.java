package dev.grapevine.core.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the state that a member owns (PROTOCOL.md, section 5).
 *
 * @param key 1 to {@value dev.grapevine.model.StateLimits#KEY} bytes of UTF-8
 * @param version version of the state at which the owner last wrote the entry; from 1
 * @param value not to be modified; null if the entry was deleted (a tombstone)
 */
public record StateEntry(String key, long version, byte @Nullable [] value) {

    public boolean deleted() {
        return value == null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StateEntry that
                && version == that.version
                && key.equals(that.key)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Long.hashCode(version);
    }

    @Override
    public String toString() {
        return key + "@" + version + (value == null ? " deleted" : "[" + value.length + "]");
    }
}
