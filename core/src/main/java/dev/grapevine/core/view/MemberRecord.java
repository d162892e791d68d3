package dev.grapevine.core.view;

import dev.grapevine.model.Address;
import dev.grapevine.model.StateRules;
import dev.grapevine.model.Status;
import java.util.List;

/**
 * One fact about one member: the unit of gossip. Records of one name are ordered by {@link RecordOrder}, and merging
 * keeps the larger. PROTOCOL.md, section 1. Immutable.
 *
 * @param name 1 to 64 characters of {@code [A-Za-z0-9._-]}, unique in the cluster
 * @param generation identifies one run of the process of that name: wall clock in milliseconds at its start, shifted
 *     left by 16, with 16 random bits; compared unsigned
 * @param incarnation raised by the member itself only, to refute or with a change of its own fields; starts at 0
 * @param status what is believed of the member
 * @param addresses where the member is reached, best first, at most {@value #MAX_ADDRESSES}; empty where only a verdict
 *     is known
 * @param zone failure zone, at most {@value #MAX_ZONE} bytes of UTF-8; empty for none
 * @param protocolMin lowest protocol version that the member speaks
 * @param protocolMax highest protocol version that the member speaks
 * @param periodMillis probe period of the member
 * @param stateVersion highest version of the member's state known to exist; merges by maximum within a generation
 */
public record MemberRecord(
        String name,
        long generation,
        long incarnation,
        Status status,
        List<Address> addresses,
        String zone,
        int protocolMin,
        int protocolMax,
        int periodMillis,
        long stateVersion) {

    public static final int MAX_NAME = StateRules.MAX_NAME;
    public static final int MAX_ZONE = 32;
    public static final int MAX_ADDRESSES = 4;

    public MemberRecord {
        addresses = List.copyOf(addresses);
    }

    /** Whether this text may name a member. */
    public static boolean isName(String text) {
        return StateRules.isName(text);
    }

    public MemberRecord withStatus(Status changed) {
        return with(generation, incarnation, changed, addresses, stateVersion);
    }

    public MemberRecord withIncarnation(long changed) {
        return with(generation, changed, status, addresses, stateVersion);
    }

    public MemberRecord withGeneration(long changed) {
        return with(changed, incarnation, status, addresses, stateVersion);
    }

    public MemberRecord withAddresses(List<Address> changed) {
        return with(generation, incarnation, status, changed, stateVersion);
    }

    public MemberRecord withStateVersion(long changed) {
        return changed == stateVersion ? this : with(generation, incarnation, status, addresses, changed);
    }

    private MemberRecord with(
            long newGeneration, long newIncarnation, Status newStatus, List<Address> newAddresses, long newVersion) {
        return new MemberRecord(
                name,
                newGeneration,
                newIncarnation,
                newStatus,
                newAddresses,
                zone,
                protocolMin,
                protocolMax,
                periodMillis,
                newVersion);
    }

    /** Whether both describe the same generation of the same member. */
    public boolean sameGeneration(MemberRecord other) {
        return generation == other.generation && name.equals(other.name);
    }
}
