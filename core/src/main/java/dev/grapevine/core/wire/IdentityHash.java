package dev.grapevine.core.wire;

import dev.grapevine.core.view.Hashes;
import dev.grapevine.core.view.MemberEntry;

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

    /** Identifies the generation of a member that is known now. */
    public static int generation(MemberEntry member) {
        return (int) Hashes.mix(member.nameHash() ^ Hashes.mix(member.record().generation()));
    }

    /** Identifies a name, in any generation. */
    public static int name(String name) {
        return (int) (Hashes.name(name) >>> 32);
    }
}
