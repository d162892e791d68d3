package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Tries seeds, remembered addresses and the dead for ever, so that partitions heal, whichever side remembers the other
 * (PROTOCOL.md, section 6). A member alone tries all of them, with a growing pause; in a cluster about one is tried in
 * each interval by all members together.
 */
public final class Reconnector {

    /** What a timer is for. */
    private enum Step {
        TRY_AGAIN
    }

    private final Settings settings;
    private final Contacts contacts;
    private final Joins joins;
    private final Pings pings;
    private final Timers timers;
    private final RandomGenerator random;
    private final Question.Outcome knocking = new Knocking();
    private long pauseNanos;

    public Reconnector(
            Settings settings, Contacts contacts, Joins joins, Pings pings, Timers timers, RandomGenerator random) {
        this.settings = settings;
        this.contacts = contacts;
        this.joins = joins;
        this.pings = pings;
        this.timers = timers;
        this.random = random;
        this.pauseNanos = settings.get(ProtocolSetting.CONTACT_FIRST);
    }

    /** Tries for the first time one pause after that moment. */
    public void start(long from) {
        timers.at(from + pauseNanos, this::onTimer, Step.TRY_AGAIN);
    }

    private void onTimer(Step step, long now) {
        switch (step) {
            case TRY_AGAIN -> tryAgain(now);
        }
    }

    private void tryAgain(long now) {
        if (contacts.alone()) {
            tryAll(now);
            pauseNanos = Math.min(2 * pauseNanos, settings.get(ProtocolSetting.CONTACT_INTERVAL));
        } else {
            pauseNanos = settings.get(ProtocolSetting.CONTACT_INTERVAL);
            if (random.nextDouble() * contacts.live() < 1) {
                tryOne(now);
            }
        }
        timers.at(now + (long) (pauseNanos * (0.9 + 0.2 * random.nextDouble())), this::onTimer, Step.TRY_AGAIN);
    }

    private void tryAll(long now) {
        contacts.lookUpSeeds();
        joins.joinSome(contacts.remembered(), now);
        contacts.dead().forEach(entry -> knock(entry, now));
    }

    private void tryOne(long now) {
        List<MemberEntry> dead = contacts.dead();
        List<Address> addresses = contacts.addresses();
        int choices = dead.size() + addresses.size() + contacts.seeds().size();
        int choice = random.nextInt(Math.max(1, choices));
        if (choice < dead.size()) {
            knock(dead.get(choice), now);
        } else if (choice < dead.size() + addresses.size()) {
            joins.join(addresses.get(choice - dead.size()), now);
        } else {
            contacts.lookUpSeed(choice - dead.size() - addresses.size());
        }
    }

    /** Asks a dead member whether it is alive. If it is, its ack is answered by the verdict on it, and it refutes. */
    private void knock(MemberEntry dead, long now) {
        Question question = pings.openBriefly(dead, knocking, now);
        dead.addresses().forEach(address -> pings.send(question, null, address, now));
    }

    private final class Knocking implements Question.Outcome {
        @Override
        public void answered(Question question, Address from, long roundTripNanos, long now) {
            pings.close(question);
        }

        /** A newer generation of the dead member may know nobody, so it is joined. */
        @Override
        public void gone(Question question, Address from, long now) {
            pings.close(question);
            joins.join(from, now);
        }
    }
}
