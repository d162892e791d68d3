package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks members for which there is no room whether they are there. Anybody can announce as many members as a view takes; but a member that answers is
 * taken in, and one that never answered makes room for it.
 */
public final class Newcomers implements ViewListener {

    /** Questions at a time. The others are asked when they are heard of again. */
    static final int MOST = 32;

    private final Membership membership;
    private final Pings pings;
    private final Timers timers;
    private final long patienceNanos;
    private final Map<String, Newcomer> asked = new HashMap<>();

    public Newcomers(Settings settings, Membership membership, Pings pings, Timers timers) {
        this.membership = membership;
        this.pings = pings;
        this.timers = timers;
        this.patienceNanos = settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX);
    }

    @Override
    public void refused(MemberRecord record, ChangeSource source, long now) {
        if (asked.size() < MOST
                && !asked.containsKey(record.name())
                && !record.addresses().isEmpty()) {
            Newcomer newcomer = new Newcomer(record, source);
            asked.put(record.name(), newcomer);
            pings.send(newcomer.question, null, record.addresses().get(0), now);
            timers.at(now + patienceNanos, this::expired, newcomer);
        }
    }

    private void expired(Newcomer newcomer, long now) {
        pings.close(newcomer.question);
        asked.remove(newcomer.record.name(), newcomer);
    }

    private final class Newcomer implements Question.Outcome {
        private final MemberRecord record;
        private final ChangeSource source;
        private final Question question;

        Newcomer(MemberRecord record, ChangeSource source) {
            this.record = record;
            this.source = source;
            this.question = pings.open(record.name(), record.generation(), this);
        }

        @Override
        public void answered(Question about, Address from, long roundTripNanos, long now) {
            membership.admit(record, from, source, now);
        }
    }
}
