package dev.grapevine.core.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a member's owned state.
 *
 * @param key 1 to 255 bytes of UTF-8
 * @param version the owner's version at which it was last written; from 1
 * @param value the value; null where the entry was deleted (a tombstone). Not to be modified
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
