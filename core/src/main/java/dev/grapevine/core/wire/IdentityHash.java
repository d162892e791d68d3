package dev.grapevine.core.wire;

import dev.grapevine.core.view.Hashes;

/**
 * The 32-bit hashes that identify a member in a few bytes: a probe carries one instead of the name and generation it
 * looks for.
 */
public final class IdentityHash {

    private IdentityHash() {}

    /** Identifies one generation of one member. */
    public static int generation(String name, long generation) {
        return (int) Hashes.mix(Hashes.name(name) ^ Hashes.mix(generation));
    }

    /** Identifies a name, in any generation. */
    public static int name(String name) {
        return (int) (Hashes.name(name) >>> 32);
    }
}
