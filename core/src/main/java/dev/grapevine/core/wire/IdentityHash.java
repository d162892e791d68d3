package dev.grapevine.core.wire;

import dev.grapevine.core.view.Hashes;

/** The 32-bit checks by which a probe names whom it looks for without spelling it out. */
public final class IdentityHash {

    private IdentityHash() {}

    /** Stands for one life of one member. */
    public static int life(String name, long generation) {
        return (int) Hashes.mix(Hashes.name(name) ^ Hashes.mix(generation));
    }

    /** Stands for a name, whatever its generation. */
    public static int name(String name) {
        return (int) (Hashes.name(name) >>> 32);
    }
}
