package dev.grapevine.core.bootstrap;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.sync.SyncRequester;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds others, at the start and for ever. There is no founding: every member is a cluster of one from its first moment, and joining is merging; so members
 * started at the same instant end in one cluster. The {@link Phase}s run side by side and never block. While alone, seeds are
 * tried with a growing pause; later one seed, remembered address or dead member is tried now and then, about once an interval in the whole cluster: so
 * partitions heal, whichever side remembers.
 */
public final class Bootstrap implements ViewListener {

    private static final long PHASE_APART = 20_000_000;
    private static final int REMEMBERED_AT_ONCE = 8;

    private final Settings settings;
    private final View view;
    private final Pings pings;
    private final Timers timers;
    private final RandomGenerator random;
    private final Port port;
    private final Contacts contacts;
    private final Complaints complaints;
    private final Joins joins;
    private final Discovery discovery;
    private final Readiness readiness;
    private final Question.Outcome knocking = new Knocking();
    private final boolean discover;
    private long pause;
    private boolean stopped;

    /**
     * @param joined called, with the time, after each join that went through
     */
    public Bootstrap(
            Settings settings,
            BootstrapPlan plan,
            View view,
            LocalMember self,
            SyncRequester syncs,
            Pings pings,
            Outbox outbox,
            Timers timers,
            RandomGenerator random,
            Port port,
            LongConsumer joined) {
        this.settings = settings;
        this.view = view;
        this.pings = pings;
        this.timers = timers;
        this.random = random;
        this.port = port;
        this.discover = plan.discover();
        this.contacts = new Contacts(view, self, plan.remembered(), plan.seeds());
        this.readiness = new Readiness(settings, plan.expect(), view, port, timers);
        this.complaints = new Complaints(port);
        this.joins = new Joins(settings, view, self, syncs, timers, random, contacts, complaints, now -> {
            readiness.synced();
            joined.accept(now);
        });
        this.discovery = new Discovery(settings, view, self, outbox, timers, random, joins::join);
        this.pause = settings.get(ProtocolSetting.CONTACT_FIRST);
    }

    public void start(long now) {
        readiness.start(now);
        for (Phase phase : Phase.values()) {
            timers.at(now + phase.ordinal() * PHASE_APART, then -> begin(phase, then));
        }
        timers.at(now + Phase.values().length * PHASE_APART + pause, this::tryAgain);
    }

    /** The view is that of a cluster that was joined long ago. */
    public void settled() {
        readiness.synced();
    }

    private void begin(Phase phase, long now) {
        switch (phase) {
            case REMEMBERED -> remembered(now);
            case SEEDS -> seeds();
            case BROADCAST -> broadcast(now);
            case ALONE -> alone();
        }
    }

    private void remembered(long now) {
        List<Address> addresses = contacts.remembered();
        if (!addresses.isEmpty()) {
            say(Phase.REMEMBERED, addresses.size() + " addresses of the last run are tried");
            joinSome(addresses, now);
        }
    }

    /** A few of many at a time: each that answers sends its whole table. */
    private void joinSome(List<Address> addresses, long now) {
        List<Address> left = new ArrayList<>(addresses);
        for (int i = 0; i < REMEMBERED_AT_ONCE && !left.isEmpty(); i++) {
            joins.join(left.remove(random.nextInt(left.size())), now);
        }
    }

    private void seeds() {
        if (!contacts.seeds().isEmpty()) {
            say(Phase.SEEDS, "trying seeds " + String.join(", ", contacts.seeds()));
            contacts.seeds().forEach(port::resolve);
        }
    }

    private void broadcast(long now) {
        if (discover) {
            say(Phase.BROADCAST, "looking for members on the local segment");
            discovery.start(now);
        }
    }

    private void alone() {
        if (view.live() == 1) {
            say(Phase.ALONE, "a cluster of one so far; others may join");
        }
    }

    private void say(Phase phase, String text) {
        port.emit(new Event.Bootstrap(phase.name(), text));
    }

    // ---- for ever

    private void tryAgain(long now) {
        if (stopped) {
            return;
        }
        if (view.live() == 1) {
            contacts.seeds().forEach(port::resolve);
            joinSome(contacts.remembered(), now);
            contacts.dead().forEach(entry -> knock(entry, now));
            pause = Math.min(2 * pause, settings.get(ProtocolSetting.CONTACT_INTERVAL));
        } else {
            pause = settings.get(ProtocolSetting.CONTACT_INTERVAL);
            if (random.nextDouble() * view.live() < 1) {
                tryOne(now);
            }
        }
        timers.at(now + (long) (pause * (0.9 + 0.2 * random.nextDouble())), this::tryAgain);
    }

    private void tryOne(long now) {
        List<MemberEntry> dead = contacts.dead();
        List<Address> addresses = contacts.all();
        int choice = random.nextInt(
                Math.max(1, dead.size() + addresses.size() + contacts.seeds().size()));
        if (choice < dead.size()) {
            knock(dead.get(choice), now);
        } else if (choice < dead.size() + addresses.size()) {
            joins.join(addresses.get(choice - dead.size()), now);
        } else {
            contacts.seeds().stream()
                    .skip(choice - dead.size() - (long) addresses.size())
                    .findFirst()
                    .ifPresent(port::resolve);
        }
    }

    /**
     * Asks one that is held dead whether it lives; if so it is told what is said of it, and refutes. If another life of it answers, which
     * may know of nobody, that one is joined.
     */
    private void knock(MemberEntry dead, long now) {
        Question question = pings.openBriefly(dead, knocking, now);
        dead.record().addresses().forEach(address -> pings.send(question, null, address, now));
    }

    private final class Knocking implements Question.Outcome {
        @Override
        public void answered(Question question, Address from, long roundTripNanos, long now) {
            pings.close(question);
        }

        @Override
        public void gone(Question question, Address from, long now) {
            pings.close(question);
            joins.join(from, now);
        }
    }

    /** A seed was looked up. */
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {
        if (stopped) {
            return;
        }
        if (error != null) {
            String text = "seed " + seed + " cannot be looked up: " + error + "; it is tried again";
            complaints.raise(seed, new Event.Bootstrap(Phase.SEEDS.name(), text));
            return;
        }
        contacts.resolved(seed, addresses);
        boolean alone = view.live() == 1;
        List<Address> unmet = contacts.ofSeed(seed);
        if (alone) {
            unmet.forEach(address -> joins.join(address, now));
        } else if (!unmet.isEmpty()) {
            joins.join(unmet.get(random.nextInt(unmet.size())), now);
        }
    }

    /** Contacts these now, and keeps them as seeds. */
    public void join(List<String> seeds) {
        for (String seed : seeds) {
            contacts.addSeed(seed);
            complaints.settled(seed);
            port.resolve(seed);
        }
    }

    /** Addresses of members that were dropped from the view, to be tried from now on. */
    public void remember(Address address) {
        contacts.remember(address);
    }

    /** This member is reached elsewhere now; its former addresses may be another's some day. */
    public void readdressed() {
        contacts.forgetSelf();
    }

    /** Whoever was lost in silence may be there still, beyond a partition: its addresses outlive its tombstone. */
    @Override
    public void forgotten(MemberEntry entry, long now) {
        boolean lost = entry.evidence() == Evidence.SILENT || entry.evidence() == Evidence.CLOSED;
        if (entry.status() == Status.DEAD && lost) {
            entry.record().addresses().forEach(contacts::remember);
        }
    }

    /** A broadcast came in. */
    public void heard(Message.Discover discover, long now) {
        discovery.heard(discover, now);
    }

    public boolean ready() {
        return readiness.ready();
    }

    /** While it is not clear whether this member's name is free. */
    public void hold(boolean unclear) {
        readiness.hold(unclear);
    }

    public void stop() {
        stopped = true;
        joins.stop();
        discovery.stop();
    }
}
