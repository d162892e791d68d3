package dev.grapevine.core;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.state.Registry;
import dev.grapevine.core.state.ServiceInstance;
import dev.grapevine.core.view.Address;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Signatures only, so that everything around compiles; the protocol follows. */
public final class Peer {
    public Peer(PeerConfig config, RandomGenerator random, Port port, long now) {}

    private static UnsupportedOperationException later() {
        return new UnsupportedOperationException();
    }

    public void start(long now) {
        throw later();
    }
    /** Everything in one datagram. */
    public void receive(List<Message> messages, Address from, long now) {
        throw later();
    }
    /** An incoming stream; its number is of the same space as those that {@link Port} gives out. */
    public void channelAccepted(long channel, Address from, long now) {
        throw later();
    }

    public void channelOpened(long channel, long now) {
        throw later();
    }

    public void channelReceived(long channel, List<Message> messages, long now) {
        throw later();
    }

    public void channelClosed(long channel, CloseCause cause, long now) {
        throw later();
    }
    /** @param error for people, when it failed */
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {
        throw later();
    }
    /** Runs what is due, after the sockets have been drained. @param wallMillis wall clock, only to notice a suspend */
    public void tick(long now, long wallMillis) {
        throw later();
    }
    /** When tick is next wanted. */
    public long nextDeadline() {
        throw later();
    }

    /** Contacts these seeds now, and keeps them. */
    public void join(List<String> seeds, long now) {
        throw later();
    }
    /** Ends with Event.Stopped. */
    public void leave(long now) {
        throw later();
    }
    /** Declares a member gone. @return false if it is unknown */
    public boolean forget(String name, long now) {
        throw later();
    }

    public void register(ServiceInstance instance, long now) {
        throw later();
    }

    public boolean deregister(String service, String id, long now) {
        throw later();
    }

    public void setTags(Set<String> tags, long now) {
        throw later();
    }

    public void setMetadata(Map<String, String> metadata, long now) {
        throw later();
    }
    /** Pings that many random members, so that agreement is known soon. */
    public void pollAgreement(int sample, long now) {
        throw later();
    }

    public MemberRecord self() {
        throw later();
    }
    /** All that are known, tombstones and itself included, sorted by name. */
    public List<MemberRecord> members() {
        throw later();
    }

    public @Nullable MemberRecord member(String name) {
        throw later();
    }

    public Set<String> tagsOf(String name) {
        throw later();
    }

    public Map<String, String> metadataOf(String name) {
        throw later();
    }
    /** Whether it came back from suspicion or death so often lately that clients should prefer others. */
    public boolean unstable(String name) {
        throw later();
    }
    /** Whether it answers by stream only (UDP blocked?). */
    public boolean degraded(String name) {
        throw later();
    }

    public List<ServiceInstance> ownInstances() {
        throw later();
    }

    public Registry registry() {
        throw later();
    }

    public PeerStats stats() {
        throw later();
    }

    public Optional<Why> why(String name, long now) {
        throw later();
    }

    public boolean ready() {
        throw later();
    }

    public boolean stopped() {
        throw later();
    }
}
