package dev.grapevine.core.bootstrap;

import dev.grapevine.core.wire.Message.Claim;
import dev.grapevine.core.wire.Message.Identified;
import dev.grapevine.model.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The process that may have the local member's name: where it was heard of, and what it answered. */
final class Contender {

    /** More addresses of one contender are not kept: a record has four, and it may answer from others. */
    private static final int MOST_ADDRESSES = 16;

    private final Set<Address> addresses;
    private long highest;
    private @Nullable Address answersAt;
    private long answeredAt;
    private long born;
    private Claim claim = Claim.RUNNING;

    Contender(long generation, List<Address> addresses) {
        this.highest = generation;
        this.addresses = new HashSet<>(addresses);
    }

    /** A record of its name was heard. */
    void generationHeard(long generation) {
        if (Long.compareUnsigned(generation, highest) > 0) {
            highest = generation;
        }
    }

    /** The address is none of its: it leads to the local process. */
    void isNotAt(Address address) {
        addresses.remove(address);
    }

    void answered(Identified answer, Address from, long now) {
        answersAt = from;
        if (addresses.size() < MOST_ADDRESSES) {
            addresses.add(from);
        }
        answeredAt = now;
        born = answer.generation();
        claim = answer.claim();
    }

    /** Where to ask it: where it answered last, else everywhere it was heard of. */
    Set<Address> whereToAsk() {
        return answersAt == null ? addresses : Set.of(answersAt);
    }

    boolean isAt(Address address) {
        return address.equals(answersAt) || addresses.contains(address);
    }

    /** Whether no address is left at which it could be. */
    boolean nowhere() {
        return addresses.isEmpty();
    }

    boolean answeredSince(long moment) {
        return answersAt != null && answeredAt - moment >= 0;
    }

    /**
     * Whether it started after the process that started with this generation. Of two copies, which started with the same,
     * the one at the lower address counts as the older.
     */
    boolean isYoungerThan(long generation, List<Address> addresses) {
        int order = Long.compareUnsigned(generation, born);
        if (order != 0 || answersAt == null || addresses.isEmpty()) {
            return order < 0;
        }
        return addresses.get(0).compareTo(answersAt) < 0;
    }

    /** From which address it answered last; null if it never did. */
    @Nullable Address answersAt() {
        return answersAt;
    }

    /** The highest generation that was heard of it. */
    long highest() {
        return highest;
    }

    /** The generation with which it says that it started. */
    long born() {
        return born;
    }

    /** What it said last of the name. */
    Claim claim() {
        return claim;
    }
}
