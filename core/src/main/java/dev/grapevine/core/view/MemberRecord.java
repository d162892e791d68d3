package dev.grapevine.core.view;

import dev.grapevine.model.Address;
import dev.grapevine.model.StateRules;
import dev.grapevine.model.Status;
import java.util.List;

/**
 * One fact about one member: the unit of gossip. Records of one name are ordered by {@link RecordOrder}; merging keeps the
 * larger, so every order of delivery converges.
 *
 * @param name 1 to 64 characters of {@code [A-Za-z0-9._-]}, unique in the cluster
 * @param generation which life of that name this is: milliseconds of wall clock at its start, shifted left by 16, with 16
 *     random bits; compared unsigned
 * @param incarnation raised by the member itself alone, to refute or with a change of its own fields; from 0
 * @param status what is believed of it
 * @param addresses where it is reached, best first; at most {@value #MAX_ADDRESSES}; empty where a verdict travelled alone
 * @param zone failure zone, at most {@value #MAX_ZONE} bytes of UTF-8; empty for none
 * @param protocolMin lowest protocol version that it speaks
 * @param protocolMax highest protocol version that it speaks
 * @param periodMillis its probe period in milliseconds
 * @param stateVersion highest version of its owned state that is known to exist; merges by maximum within a generation
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
        return new MemberRecord(
                name,
                generation,
                incarnation,
                changed,
                addresses,
                zone,
                protocolMin,
                protocolMax,
                periodMillis,
                stateVersion);
    }

    public MemberRecord withIncarnation(long changed) {
        return new MemberRecord(
                name,
                generation,
                changed,
                status,
                addresses,
                zone,
                protocolMin,
                protocolMax,
                periodMillis,
                stateVersion);
    }

    public MemberRecord withGeneration(long changed) {
        return new MemberRecord(
                name,
                changed,
                incarnation,
                status,
                addresses,
                zone,
                protocolMin,
                protocolMax,
                periodMillis,
                stateVersion);
    }

    public MemberRecord withAddresses(List<Address> changed) {
        return new MemberRecord(
                name,
                generation,
                incarnation,
                status,
                changed,
                zone,
                protocolMin,
                protocolMax,
                periodMillis,
                stateVersion);
    }

    public MemberRecord withStateVersion(long changed) {
        return changed == stateVersion
                ? this
                : new MemberRecord(
                        name,
                        generation,
                        incarnation,
                        status,
                        addresses,
                        zone,
                        protocolMin,
                        protocolMax,
                        periodMillis,
                        changed);
    }

    /** Whether both speak of the same life of the same member. */
    public boolean sameGeneration(MemberRecord other) {
        return generation == other.generation && name.equals(other.name);
    }
}
