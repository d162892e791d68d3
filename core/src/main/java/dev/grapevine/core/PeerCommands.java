package dev.grapevine.core;

import dev.grapevine.core.bootstrap.Contacts;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.state.StatePublisher;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ProcessInfo;
import dev.grapevine.model.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * What the program that runs a member asks of it, apart from its leave ({@link Peer#leave}). A command that is refused changes nothing. Belongs to
 * the thread of its peer.
 */
public final class PeerCommands {

    private final Membership membership;
    private final StatePublisher publisher;
    private final Contacts contacts;
    private final PeerSelector selector;
    private final Pings pings;
    private final LongConsumer flush;
    private boolean closed;

    /** @param flush sends what a command led to, now */
    PeerCommands(
            Membership membership,
            StatePublisher publisher,
            Contacts contacts,
            PeerSelector selector,
            Pings pings,
            LongConsumer flush) {
        this.membership = membership;
        this.publisher = publisher;
        this.contacts = contacts;
        this.selector = selector;
        this.pings = pings;
        this.flush = flush;
    }

    // ---- what this member publishes

    /**
     * Publishes a service instance, or replaces the one of the same service and id.
     *
     * @throws IllegalArgumentException if it breaks a rule for names, ports and the like
     * @throws LimitExceededException if this member would own too much
     */
    public void register(ServiceInstance instance, long now) {
        publisher.register(instance, now);
    }

    /**
     * Withdraws a service instance.
     *
     * @return false if there is none
     */
    public boolean deregister(String service, String id, long now) {
        return publisher.deregister(service, id, now);
    }

    /**
     * Replaces this member's tags.
     *
     * @throws IllegalArgumentException if one breaks the rules for tags
     * @throws LimitExceededException if this member would own too much
     */
    public void setTags(Set<String> tags, long now) {
        publisher.setTags(tags, now);
    }

    /**
     * Replaces this member's metadata.
     *
     * @throws IllegalArgumentException if a key or value breaks the rules for metadata
     * @throws LimitExceededException if this member would own too much
     */
    public void setMetadata(Map<String, String> metadata, long now) {
        publisher.setMetadata(metadata, now);
    }

    /**
     * Tells others of this process.
     *
     * @throws IllegalArgumentException if the version has more than {@link dev.grapevine.model.StateRules#MAX_VERSION} bytes, or characters that are
     *     not printable
     */
    public void tell(ProcessInfo info, long now) {
        publisher.tell(info, now);
    }

    /**
     * Others reach this member elsewhere from now on; without a change, or after the end, nothing happens.
     *
     * @param addresses best first
     * @throws IllegalArgumentException if they are none, or more than {@link MemberRecord#MAX_ADDRESSES}
     */
    public void readdress(List<Address> addresses, long now) {
        if (closed) {
            return;
        }
        if (addresses.isEmpty() || addresses.size() > MemberRecord.MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "a member has 1 to " + MemberRecord.MAX_ADDRESSES + " addresses, not " + addresses.size());
        }
        if (!addresses.equals(membership.local().record().addresses())) {
            membership.readdress(addresses, now);
            contacts.readdressed();
        }
        flush.accept(now);
    }

    // ---- other members

    /** Contacts these seeds now, and keeps them. */
    public void join(List<String> seeds, long now) {
        seeds.forEach(contacts::addSeed);
        flush.accept(now);
    }

    /**
     * Has a dead or left member forgotten, here and by all others: it is shown nowhere any more. A newer generation of it, or its own refutation, joins
     * like any member.
     *
     * @return false if it is unknown, or forgotten already
     * @throws IllegalArgumentException if it is this member itself, or live
     */
    public boolean forget(String name, long now) {
        if (membership.local().is(name)) {
            throw new IllegalArgumentException(name + " is this member itself; let it leave instead");
        }
        MemberEntry entry = membership.view().get(name);
        if (entry == null || entry.forgotten()) {
            return false;
        }
        if (entry.live()) {
            throw new IllegalArgumentException(
                    name + " is " + entry.status() + "; only a dead or left member can be forgotten, so stop it first");
        }
        membership.markForgotten(entry, now);
        flush.accept(now);
        return true;
    }

    /** Pings that many random members, so that agreement is known soon. */
    public void pollAgreement(int sample, long now) {
        for (MemberEntry entry : selector.random(sample, candidate -> true)) {
            Address address = entry.address();
            if (address != null) {
                pings.poll(entry, address, now);
            }
        }
    }

    /** The peer has stopped. */
    void close() {
        closed = true;
    }
}
