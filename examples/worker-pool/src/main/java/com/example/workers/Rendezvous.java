package com.example.workers;

import java.util.Collection;
import java.util.Comparator;

/**
 * Rendezvous hashing: each member has a score for each key, and the key belongs to the member with the highest score.
 * Members that know the same names agree on every owner without a word. When a member goes, its keys move, each to the
 * member with the next score; no other key moves.
 */
final class Rendezvous {

    private Rendezvous() {}

    /** The owner of a key among these members, of which there is at least one. */
    static String owner(String key, Collection<String> members) {
        return members.stream()
                .max(Comparator.<String>comparingLong(member -> score(member, key))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    private static long score(String member, String key) {
        return mix((long) member.hashCode() << 32 | key.hashCode() & 0xffff_ffffL);
    }

    /** Spreads small differences over all bits, as {@link java.util.SplittableRandom} does. */
    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
