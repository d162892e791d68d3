package dev.grapevine.cluster;

import dev.grapevine.model.EncryptionMode;
import java.util.List;

/**
 * How far a member seals at present, and with what. Immutable.
 *
 * @param keys the ids of the accepted keys, 16 hexadecimal digits each; the one to seal with comes first. Empty for a member without a key. An id
 *     tells nothing of its key
 */
public record EncryptionState(EncryptionMode mode, List<String> keys) {

    /** Of a member without a key. */
    public static final EncryptionState NONE = new EncryptionState(EncryptionMode.OFF, List.of());

    public EncryptionState {
        keys = List.copyOf(keys);
    }
}
