package dev.grapevine.core.bootstrap;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.sync.SyncRequester;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Attempts to join whoever is at an address, any number of them side by side, but one at a time for each address. One that fails is not repeated here,
 * except where the host was busy and this member is alone: then the host is tried again soon, and others that it names at once.
 */
final class Joins {

    private static final int OTHERS_OF_BUSY = 2;

    private final Settings settings;
    private final View view;
    private final LocalMember self;
    private final SyncRequester syncs;
    private final Timers timers;
    private final RandomGenerator random;
    private final Contacts contacts;
    private final Complaints complaints;
    private final LongConsumer joined;
    private final Set<Address> trying = new HashSet<>();
    private boolean stopped;

    /**
     * @param contacts learns which addresses lead to this member itself
     * @param joined called, with the time, after each join that went through
     */
    Joins(
            Settings settings,
            View view,
            LocalMember self,
            SyncRequester syncs,
            Timers timers,
            RandomGenerator random,
            Contacts contacts,
            Complaints complaints,
            LongConsumer joined) {
        this.settings = settings;
        this.view = view;
        this.self = self;
        this.syncs = syncs;
        this.timers = timers;
        this.random = random;
        this.contacts = contacts;
        this.complaints = complaints;
        this.joined = joined;
    }

    void join(Address address, long now) {
        if (!stopped && trying.add(address)) {
            syncs.join(address, new Attempt(address), now);
        }
    }

    private boolean alone() {
        return view.live() == 1;
    }

    private final class Attempt implements SyncRequester.JoinListener {
        private final Address address;

        Attempt(Address address) {
            this.address = address;
        }

        @Override
        public void joined(Message.Hello host, long now) {
            trying.remove(address);
            complaints.settled(address.toString());
            if (self.is(host.name()) && host.generation() == self.record().generation()) {
                contacts.isSelf(address);
            } else {
                joined.accept(now);
            }
        }

        @Override
        public void refused(Message.Refused refused, long now) {
            trying.remove(address);
            complaints.raise(
                    address.toString(), new Event.Mismatch(address, refused.reason() + ": " + refused.detail()));
        }

        @Override
        public void busy(List<Address> others, long now) {
            trying.remove(address);
            others.stream().filter(other -> alone()).limit(OTHERS_OF_BUSY).forEach(other -> join(other, now));
            timers.at(now + busyPause(), this::again);
        }

        private void again(long now) {
            if (alone()) {
                join(address, now);
            }
        }

        @Override
        public void failed(CloseCause cause, long now) {
            trying.remove(address);
            complaints.raise(
                    address.toString(),
                    new Event.Bootstrap(
                            Phase.SEEDS.name(),
                            "nobody answers at " + address + " (" + cause + "); it is tried again"));
        }
    }

    /** One who is busy serves a join within milliseconds; the joiners that it sent away come back one after another. */
    private long busyPause() {
        return (long) (settings.get(ProtocolSetting.CONTACT_FIRST) * (0.1 + 0.3 * random.nextDouble()));
    }

    void stop() {
        stopped = true;
    }
}
