package dev.grapevine.core;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Roster;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One member's whole protocol, without a socket, a thread or a clock: inputs come in as calls with the time they came at, effects go out through a
 * {@link Port}. Single-threaded.
 *
 * <p>The way of a datagram: {@link #receive} hands each message to the one who handles its kind; facts are merged into the {@link View} by
 * {@link Membership}; its followers do what follows from the change (tell the program, raise a suspicion, start a rumor);
 * what is to be sent goes through the {@link Outbox}.
 */
public final class Peer {

    private final Port port;
    private final Parts parts;
    private final Lifecycle life;

    public Peer(PeerConfig config, RandomGenerator random, Port port, long now) {
        this(config, ProtocolRules.STANDARD, random, port, now);
    }

    /** For tests that break a rule on purpose. */
    public Peer(PeerConfig config, ProtocolRules rules, RandomGenerator random, Port port, long now) {
        this.port = port;
        this.parts = new Parts(config, rules, random, port, now);
        this.life = parts.life;
    }

    /**
     * Has it begin in the midst of a cluster that has been there all along, where else it would join one. To be called before
     * {@link #start}; nothing is told of it, to the program or to others.
     *
     * @param roster of that cluster; the peer's first record is in it
     * @throws IllegalArgumentException if the peer does not belong to it
     */
    public void settle(Roster roster, long now) {
        life.settle(roster, now);
    }

    /** Begins: to be called once, before anything else but {@link #settle}. */
    public void start(long now) {
        life.start(now);
    }

    // ---- inputs

    /** Everything in one datagram. */
    public void receive(List<Message> messages, Address from, long now) {
        if (!life.stopped()) {
            parts.housekeeping.heard(now);
            parts.receiver.receive(messages, from, now);
            life.flush(now);
        }
    }

    /** Another opened a stream; its number is of the same space as those that the {@link Port} gives out. */
    public void channelAccepted(long channel, Address from, long now) {
        if (life.stopped()) {
            port.close(channel);
        } else {
            parts.door.accepted(channel, from, now);
        }
    }

    /** A stream that this peer opened is open. */
    public void channelOpened(long channel, long now) {
        parts.channels.opened(channel, now);
        life.flush(now);
    }

    /** Messages came in by a channel, in the order in which they were written. */
    public void channelReceived(long channel, List<Message> messages, long now) {
        parts.channels.received(channel, messages, now);
        life.flush(now);
    }

    /** A channel is closed, or could not be opened; nothing more comes of it. */
    public void channelClosed(long channel, CloseCause cause, long now) {
        parts.channels.closed(channel, cause, now);
        life.flush(now);
    }

    /**
     * A seed was looked up.
     *
     * @param error for people, where it could not be
     */
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {
        parts.bootstrap.resolved(seed, addresses, error, now);
        life.flush(now);
    }

    /**
     * Runs what is due; to be called after all that has come in was handed over, so that a process that did not run for a while hears
     * first what it missed.
     *
     * @param wallMillis wall clock, only to notice that the machine was suspended
     */
    public void tick(long now, long wallMillis) {
        long stall = parts.detector.turn(parts.timers.next(), now, wallMillis);
        parts.housekeeping.stalled(stall, now);
        parts.timers.run(now);
        life.flush(now);
    }

    /** When {@link #tick} is next wanted. */
    public long nextDeadline() {
        return parts.timers.next();
    }

    // ---- commands

    /** Contacts these seeds now, and keeps them. */
    public void join(List<String> seeds, long now) {
        parts.bootstrap.join(seeds);
        life.flush(now);
    }

    /** Leaves; ends with {@link Event.Stopped}. */
    public void leave(long now) {
        parts.commands.leave(now);
        life.flush(now);
    }

    /**
     * Others reach this member elsewhere from now on; without a change nothing happens.
     *
     * @param addresses best first
     * @throws IllegalArgumentException if they are none, or more than {@link MemberRecord#MAX_ADDRESSES}
     */
    public void readdress(List<Address> addresses, long now) {
        if (!life.stopped()) {
            parts.commands.readdress(addresses, now);
            life.flush(now);
        }
    }

    /**
     * Declares a member gone. One that lives will refute and be back.
     *
     * @return false if it is unknown
     * @throws IllegalArgumentException if it is this member itself
     */
    public boolean forget(String name, long now) {
        boolean known = parts.commands.forget(name, now);
        life.flush(now);
        return known;
    }

    /**
     * Publishes a service instance, or replaces the one of the same service and id.
     *
     * @throws IllegalArgumentException if it breaks a rule for names, ports and the like
     * @throws LimitExceededException if this member would own too much
     */
    public void register(ServiceInstance instance, long now) {
        parts.commands.publisher().register(instance, now);
    }

    /**
     * Withdraws a service instance.
     *
     * @return false if there is none
     */
    public boolean deregister(String service, String id, long now) {
        return parts.commands.publisher().deregister(service, id, now);
    }

    /** Replaces this member's tags. */
    public void setTags(Set<String> tags, long now) {
        parts.commands.publisher().setTags(tags, now);
    }

    /** Replaces this member's metadata. */
    public void setMetadata(Map<String, String> metadata, long now) {
        parts.commands.publisher().setMetadata(metadata, now);
    }

    /** Pings that many random members, so that agreement is known soon. */
    public void pollAgreement(int sample, long now) {
        parts.commands.pollAgreement(sample, now);
    }

    // ---- questions

    public MemberRecord self() {
        return parts.self.record();
    }

    /** All that are known, tombstones and itself included, sorted by name. */
    public List<MemberRecord> members() {
        return parts.questions.members();
    }

    public @Nullable MemberRecord member(String name) {
        return parts.questions.member(name);
    }

    public Set<String> tagsOf(String name) {
        return parts.questions.tagsOf(name);
    }

    public Map<String, String> metadataOf(String name) {
        return parts.questions.metadataOf(name);
    }

    /** Whether it came back from suspicion or death so often lately that clients should prefer others. */
    public boolean unstable(String name, long now) {
        return parts.questions.unstable(name, now);
    }

    /** Whether it answers by stream only (UDP blocked?). */
    public boolean degraded(String name) {
        return parts.questions.degraded(name);
    }

    public List<ServiceInstance> ownInstances() {
        return parts.questions.ownInstances();
    }

    public ServiceRegistry registry() {
        return parts.questions.registry();
    }

    /** Hash over (name, generation) of the live members: the id of a stable view. */
    public long liveId() {
        return parts.view.liveId();
    }

    /** Hash over what is believed of the live members: members with the same hash hold the same view. */
    public long viewHash() {
        return parts.view.hash();
    }

    public PeerStats stats() {
        return parts.questions.stats();
    }

    /** The evidence behind what is believed of a member; empty if it is unknown. */
    public Optional<Why> why(String name, long now) {
        return parts.questions.why(name, now);
    }

    public boolean ready() {
        return parts.bootstrap.ready();
    }

    public boolean stopped() {
        return life.stopped();
    }
}
