package dev.grapevine.core.rumor;

import dev.grapevine.core.view.MemberEntry;

/**
 * Which news goes first into a packet: earlier constants, and among equals the older news. The same order is in
 * {@code docs/wire-protocol.md} and in PROTOCOL.md, section 3.
 */
enum PacketPriority {
    /** What the receiver is accused of. It alone can refute that. */
    ACCUSATION,
    /** The sender's own record, above all its refutation. */
    OWN_RECORD,
    /** Deaths and suspicions. */
    VERDICT,
    /** Joins, refutations of others, and leaves. */
    MEMBERSHIP,
    /** Owned state: services, tags, metadata. */
    STATE;

    /** The priority of a rumor in a packet of this member, as the view stands now. */
    static PacketPriority of(Rumor rumor, MemberEntry self) {
        return switch (rumor.key.topic()) {
            case ACCUSATION -> ACCUSATION;
            case STATE -> STATE;
            case RECORD ->
                switch (rumor.about.status()) {
                    case ALIVE -> rumor.about == self ? OWN_RECORD : MEMBERSHIP;
                    case SUSPECT, DEAD -> VERDICT;
                    case LEFT -> MEMBERSHIP;
                };
        };
    }
}
