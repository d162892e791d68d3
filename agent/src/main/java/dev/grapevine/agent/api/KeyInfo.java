package dev.grapevine.agent.api;

import dev.grapevine.model.ClusterKeyInfo;
import io.avaje.jsonb.Json;
import java.util.List;

/**
 * What an agent knows of one key of the cluster. Nothing of the key itself is in it.
 *
 * @param id 16 hexadecimal digits
 * @param turn larger than those of the keys that were the primary before; 0 if it never was
 * @param primary whether all shall seal with it
 * @param removed whether it is no longer accepted, for ever
 * @param held whether the answering agent has it
 * @param fromFile whether the answering agent has it from its key file, and so does not give it to others
 * @param holders names of the live members that accept it
 * @param lacking names of the live members that do not
 * @param sealing names of the live members that seal with it
 */
@Json
public record KeyInfo(
        String id,
        long turn,
        boolean primary,
        boolean removed,
        boolean held,
        boolean fromFile,
        List<String> holders,
        List<String> lacking,
        List<String> sealing) {

    public KeyInfo {
        holders = List.copyOf(holders);
        lacking = List.copyOf(lacking);
        sealing = List.copyOf(sealing);
    }

    public static KeyInfo of(ClusterKeyInfo key) {
        return new KeyInfo(
                key.id(),
                key.turn(),
                key.primary(),
                key.removed(),
                key.held(),
                key.fromFile(),
                key.holders(),
                key.lacking(),
                key.sealing());
    }
}
