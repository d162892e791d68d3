package dev.grapevine.model;

import java.util.List;

/**
 * What a member knows of one key of its cluster. Nothing of the key itself is in it.
 *
 * @param id 16 hexadecimal digits, which name the key
 * @param turn when it became the key to seal with: larger than those before; 0 if it never did
 * @param primary whether it is the one that all members shall seal with
 * @param removed whether it is no longer accepted, for ever
 * @param held whether this member has it
 * @param fromFile whether this member has it from its key file, and so does not give it to others
 * @param holders names of the live members that accept it
 * @param lacking names of the live members that do not
 * @param sealing names of the live members that seal with it
 */
public record ClusterKeyInfo(
        String id,
        long turn,
        boolean primary,
        boolean removed,
        boolean held,
        boolean fromFile,
        List<String> holders,
        List<String> lacking,
        List<String> sealing) {

    public ClusterKeyInfo {
        holders = List.copyOf(holders);
        lacking = List.copyOf(lacking);
        sealing = List.copyOf(sealing);
    }
}
