package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The quick verdict. A tether closed without a word, or a probed member's address refused: the member is examined at once, and where it refuses, its other witnesses and
 * two helpers are asked to examine it too. Two that are refused, and nobody for whom it lives, end it; that takes a few round trips instead of a window.
 * Where only one member is left to accuse, it looks twice.
 *
 * <p>Any answer, and any tether still open, is a veto: one path's firewall, a restarted middlebox or a listener slow to accept kill nobody. What is silent rather
 * than refused is accused, with a window. So is a member that refuted a verdict of this kind not long ago. Where nobody that was asked can tell (when many
 * die together, they are dead as well), the accusation is made known, and whoever else can tell adds a voice: {@link Suspicions} counts them.
 */
public final class RefusalConsensus {

    private static final int HELPERS = 2;
    private static final int NUMBERS = 1 << 16;

    private final Settings settings;
    private final LocalMember self;
    private final Membership membership;
    private final Channels channels;
    private final Pings pings;
    private final PiggybackSender sender;
    private final Timers timers;
    private final PeerSelector selector;
    private final Witnesses witnesses;
    private final Accusers accusers;
    private final FlapDamping flaps;
    private final Predicate<MemberEntry> tethered;
    private final DetectionLog detectionLog;
    private final Map<String, Case> cases = new HashMap<>();
    private int lastNumber;
    private long unexpected;
    private boolean stopped;

    private static final class Case {
        final MemberEntry subject;
        final long generation;
        final long openedAt;
        int number;
        final Set<String> refused = new LinkedHashSet<>();
        final Set<String> asked = new LinkedHashSet<>();
        final Set<String> answered = new LinkedHashSet<>();
        boolean repeated;

        /** Between the first look and the second. */
        boolean waiting;

        boolean over;

        Case(MemberEntry subject, long openedAt, int number) {
            this.subject = subject;
            this.generation = subject.record().generation();
            this.openedAt = openedAt;
            this.number = number;
        }
    }

    public RefusalConsensus(
            Settings settings,
            LocalMember self,
            Membership membership,
            Channels channels,
            Pings pings,
            PiggybackSender sender,
            Timers timers,
            PeerSelector selector,
            Witnesses witnesses,
            Accusers accusers,
            FlapDamping flaps,
            Predicate<MemberEntry> tethered,
            DetectionLog detectionLog) {
        this.settings = settings;
        this.self = self;
        this.membership = membership;
        this.channels = channels;
        this.pings = pings;
        this.sender = sender;
        this.timers = timers;
        this.selector = selector;
        this.witnesses = witnesses;
        this.accusers = accusers;
        this.flaps = flaps;
        this.tethered = tethered;
        this.detectionLog = detectionLog;
    }

    /**
     * There is a sign that this member is gone: a tether that closed, a refusal, or others that accuse it of one. Where others do, its word is added to theirs;
     * else they are asked.
     */
    public void open(MemberEntry subject, long now) {
        boolean off = settings.count(ProtocolSetting.WITNESSES) == 0;
        if (off || stopped || cases.containsKey(subject.name()) || tethered.test(subject) || !subject.live()) {
            return;
        }
        subject.firstSignSeen(now);
        begin(subject, false, now);
    }

    private void begin(MemberEntry subject, boolean repeated, long now) {
        Case opened = new Case(subject, now, nextNumber());
        opened.repeated = repeated;
        cases.put(subject.name(), opened);
        examine(opened, now);
    }

    private int nextNumber() {
        lastNumber = (lastNumber + 1) % NUMBERS;
        return lastNumber;
    }

    private void examine(Case opened, long now) {
        ReachabilityCheck.begin(
                channels,
                pings,
                timers,
                opened.subject,
                settings.get(ProtocolSetting.VETO_HOLD),
                new ReachabilityCheck.Result() {
                    @Override
                    public void found(DetectionLog.Examined found, long then) {
                        foundHere(opened, found, then);
                    }

                    @Override
                    public void gone(long then) {
                        close(opened);
                        verdict(opened, Status.DEAD, Evidence.GONE, List.of(self.name()), 0, then);
                    }
                },
                now);
    }

    private void foundHere(Case opened, DetectionLog.Examined found, long now) {
        if (opened.over) {
            return;
        }
        detectionLog.noted(opened.subject, found, now);
        switch (found.finding()) {
            case LIVES -> acquit(opened, now);
            case UNKNOWN -> {
                if (found.stream() == CloseCause.REFUSED) {
                    askOthers(opened, now);
                } else {
                    close(opened);
                }
            }
            case SILENT -> accuse(opened, Evidence.CLOSED, now);
            case REFUSES -> {
                opened.refused.add(self.name());
                if (flaps.refutedLately(opened.subject.name(), now)) {
                    detectionLog.noted(opened.subject, new DetectionLog.OnceRefuted(), now);
                    accuse(opened, Evidence.CLOSED, now);
                } else if (opened.subject.status() == Status.SUSPECT
                        && opened.subject.evidence() == Evidence.REFUSED
                        && !opened.subject.accusers().contains(self.name())) {
                    accuse(opened, Evidence.REFUSED, now);
                } else {
                    askOthers(opened, now);
                }
            }
        }
    }

    private void askOthers(Case opened, long now) {
        MemberEntry subject = opened.subject;
        Set<MemberEntry> others = new LinkedHashSet<>(
                witnesses.of(subject, settings.count(ProtocolSetting.WITNESSES), entry -> entry != self.entry()));
        others.addAll(selector.random(
                HELPERS, entry -> entry != subject && entry.status() == Status.ALIVE && !others.contains(entry)));
        Message question = new Message.Examine(opened.number, subject.name(), opened.generation);
        List<String> asked = new ArrayList<>();
        for (MemberEntry other : others) {
            Address address = other.address();
            if (address != null && sender.send(other, address, question, now)) {
                asked.add(other.name());
            }
        }
        opened.asked.addAll(asked);
        if (!asked.isEmpty()) {
            detectionLog.noted(subject, new DetectionLog.AskedOthers(asked), now);
        }
        if (opened.asked.isEmpty()) {
            decide(opened, now);
        } else {
            int number = opened.number;
            timers.at(now + settings.get(ProtocolSetting.VETO_HOLD), then -> {
                if (number == opened.number) {
                    decide(opened, then);
                }
            });
        }
    }

    /** What another member found. It counts if that member was asked in the case, and once; any other answer is dropped and counted. */
    public void examined(Message.Examined examined, Address from, long now) {
        MemberEntry by = membership.view().at(from);
        Case opened = by == null ? null : awaiting(examined.number(), by.name());
        if (by == null || by.status() != Status.ALIVE || opened == null) {
            unexpected++;
            return;
        }
        opened.answered.add(by.name());
        detectionLog.noted(opened.subject, new DetectionLog.OtherFound(by.name(), examined.finding()), now);
        if (examined.finding() == Finding.LIVES) {
            acquit(opened, now);
            return;
        }
        if (examined.finding() == Finding.REFUSES) {
            opened.refused.add(by.name());
        }
        if (opened.answered.size() == opened.asked.size()) {
            decide(opened, now);
        }
    }

    private @Nullable Case awaiting(int number, String by) {
        for (Case opened : cases.values()) {
            if (opened.number == number && opened.asked.contains(by) && !opened.answered.contains(by)) {
                return opened;
            }
        }
        return null;
    }

    /** Answers that were dropped: nobody asked for them, or they came again. */
    public long unexpected() {
        return unexpected;
    }

    private void decide(Case opened, long now) {
        if (opened.over || opened.waiting) {
            return;
        }
        int needed = Math.min(Accusers.ENOUGH, accusers.possible(opened.subject));
        int found = accusers.weight(opened.subject, opened.refused);
        if (opened.refused.isEmpty()) {
            close(opened);
        } else if (found < needed) {
            accuse(opened, Evidence.REFUSED, now);
            timers.at(now + settings.get(ProtocolSetting.SOLE_RECHECK), then -> again(opened, then));
        } else if (needed < Accusers.ENOUGH && !opened.repeated) {
            opened.repeated = true;
            opened.waiting = true;
            timers.at(now + settings.get(ProtocolSetting.SOLE_RECHECK), then -> lookTwice(opened, then));
        } else {
            close(opened);
            verdict(opened, Status.DEAD, Evidence.REFUSED, fewest(opened.refused), 0, now);
        }
    }

    /** The second look asks a question of its own: what was found before, or is still under way, does not answer it. */
    private void lookTwice(Case opened, long now) {
        if (!opened.over) {
            opened.waiting = false;
            opened.number = nextNumber();
            opened.refused.clear();
            opened.asked.clear();
            opened.answered.clear();
            examine(opened, now);
        }
    }

    /** By now it may be known who else is gone, so that fewer are needed, or others are asked. */
    private void again(Case before, long now) {
        MemberEntry subject = before.subject;
        boolean stands = subject.status() == Status.SUSPECT
                && subject.evidence() == Evidence.REFUSED
                && subject.record().generation() == before.generation;
        if (stands && !stopped && !cases.containsKey(subject.name())) {
            begin(subject, true, now);
        }
    }

    private static List<String> fewest(Set<String> accusers) {
        return accusers.stream().limit(Message.Verdict.MAX_ACCUSERS).toList();
    }

    private void accuse(Case opened, Evidence evidence, long now) {
        close(opened);
        verdict(
                opened,
                Status.SUSPECT,
                evidence,
                evidence == Evidence.REFUSED ? fewest(opened.refused) : List.of(self.name()),
                now - opened.openedAt,
                now);
    }

    /** It lives. Where others accuse it, it is told by whoever found so: perhaps they cannot reach it. */
    private void acquit(Case opened, long now) {
        opened.subject.firstSignSeen(0);
        close(opened);
        if (opened.subject.status() == Status.SUSPECT) {
            sender.accuse(opened.subject, now);
        }
    }

    private void close(Case opened) {
        opened.over = true;
        cases.remove(opened.subject.name(), opened);
    }

    private void verdict(Case opened, Status status, Evidence evidence, List<String> by, long ageNanos, long now) {
        MemberEntry subject = opened.subject;
        if (!stopped && subject.live() && subject.record().generation() == opened.generation) {
            membership.declare(subject, status, evidence, by, ageNanos, now);
        }
    }

    void stop() {
        stopped = true;
    }
}
