package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.sync.SyncRequester;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.BootstrapPhase;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Attempts to join the members at some addresses: up to {@value #LIMIT} side by side, one at a time for each address. A failed
 * attempt is not repeated here, with one exception: while this member is alone, a host that was busy is tried again
 * soon, and others that it names at once.
 */
public final class Joins implements DropCounts {

    private static final int AT_ONCE = 8;
    private static final int OTHERS_OF_BUSY = 2;

    /** Attempts at the same time. What is over is tried again later, in another order. */
    static final int LIMIT = 64;

    /** What comes of the attempts. */
    public interface Listener {
        /** A join succeeded. */
        void joined(long now);

        /** A process with this one's name and generation is at this address: itself, or a copy of it. */
        void ownNameMet(Address address, long now);
    }

    private final Settings settings;
    private final SyncRequester syncs;
    private final Contacts contacts;
    private final Timers timers;
    private final RandomGenerator random;
    private final Listener listener;
    private final Set<Address> trying = new HashSet<>();
    private @Nullable Address lastHost;
    private long refused;

    public Joins(
            Settings settings,
            SyncRequester syncs,
            Contacts contacts,
            Timers timers,
            RandomGenerator random,
            Listener listener) {
        this.settings = settings;
        this.syncs = syncs;
        this.contacts = contacts;
        this.timers = timers;
        this.random = random;
        this.listener = listener;
    }

    /** Joins whatever member is at an address, unless an attempt is under way there. */
    public void join(Address address, long now) {
        if (contacts.isOwn(address)) {
            return;
        }
        if (trying.size() >= LIMIT && !trying.contains(address)) {
            refused++;
        } else if (trying.add(address)) {
            syncs.join(address, new Attempt(address), now);
        }
    }

    /** Joins some of many addresses: each host that answers sends its whole table. */
    void joinSome(List<Address> addresses, long now) {
        joinSome(addresses, AT_ONCE, now);
    }

    private void joinSome(List<Address> addresses, int count, long now) {
        List<Address> left = new ArrayList<>(addresses);
        for (int i = 0; i < count && !left.isEmpty(); i++) {
            join(left.remove(random.nextInt(left.size())), now);
        }
    }

    /** Where the member is that was joined last; null before the first join. */
    public @Nullable Address lastHost() {
        return lastHost;
    }

    /** Attempts that were not made since too many were under way. */
    @Override
    public long refused() {
        return refused;
    }

    /**
     * A seed was looked up: its addresses are joined, all while this member is alone, else one of them.
     *
     * @param error why it could not be looked up, for people; null if it could
     */
    public void seedResolved(String seed, List<Address> addresses, @Nullable String error, long now) {
        if (error != null) {
            String text = "seed " + seed + " cannot be looked up: " + error + "; it is tried again";
            contacts.fails(seed, new PeerEvent.Bootstrap(BootstrapPhase.SEEDS, text));
            return;
        }
        contacts.resolved(seed, addresses);
        boolean alone = contacts.alone();
        List<Address> unmet = contacts.ofSeed(seed);
        if (alone && unmet.size() <= LIMIT) {
            unmet.forEach(address -> join(address, now));
        } else if (alone) {
            joinSome(unmet, LIMIT, now);
        } else if (!unmet.isEmpty()) {
            join(unmet.get(random.nextInt(unmet.size())), now);
        }
    }

    private final class Attempt implements SyncRequester.JoinListener {
        private final Address address;

        Attempt(Address address) {
            this.address = address;
        }

        @Override
        public void joined(Message.Hello host, long now) {
            trying.remove(address);
            contacts.works(address.toString());
            if (contacts.isSelf(host)) {
                listener.ownNameMet(address, now);
            } else {
                lastHost = address;
                listener.joined(now);
            }
        }

        @Override
        public void refused(Message.Refused refused, long now) {
            trying.remove(address);
            contacts.fails(
                    address.toString(), new PeerEvent.Mismatch(address, refused.reason() + ": " + refused.detail()));
        }

        @Override
        public void busy(List<Address> others, long now) {
            trying.remove(address);
            others.stream()
                    .filter(other -> contacts.alone())
                    .limit(OTHERS_OF_BUSY)
                    .forEach(other -> join(other, now));
            timers.at(now + busyPauseNanos(), Joins.this::tryBusyAgain, address);
        }

        @Override
        public void failed(CloseCause cause, long now) {
            trying.remove(address);
            contacts.fails(
                    address.toString(),
                    new PeerEvent.Bootstrap(
                            BootstrapPhase.SEEDS,
                            "nobody answers at " + address + " (" + cause + "); it is tried again"));
        }
    }

    /** A busy host serves a join within milliseconds; the random part spreads the joiners that it sent away. */
    private long busyPauseNanos() {
        return (long) (settings.get(ProtocolSetting.CONTACT_FIRST) * (0.1 + 0.3 * random.nextDouble()));
    }

    private void tryBusyAgain(Address address, long now) {
        if (contacts.alone()) {
            join(address, now);
        }
    }
}
