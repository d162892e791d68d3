package dev.grapevine.agent.api;

import dev.grapevine.cluster.EncryptionState;
import io.avaje.jsonb.Json;
import java.util.List;

/**
 * How far a member seals.
 *
 * @param mode {@code off}, {@code accept}, {@code send} or {@code require}
 * @param keys ids of the accepted keys, the one to seal with first
 */
@Json
public record EncryptionInfo(String mode, List<String> keys) {

    public EncryptionInfo {
        keys = List.copyOf(keys);
    }

    public static EncryptionInfo of(EncryptionState state) {
        return new EncryptionInfo(EnumNames.of(state.mode()), state.keys());
    }

    /** In one line, for people. */
    public String words() {
        if (keys.isEmpty()) {
            return mode;
        }
        return mode + ", key " + keys.get(0)
                + (keys.size() > 1 ? ", accepted too: " + String.join(", ", keys.subList(1, keys.size())) : "");
    }
}
