package dev.grapevine.core.membership;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.Hashes;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.RecordOrder;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message.Verdict;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deaths and leaves that others tell of, and that may be false: by mistake, or forged.
 *
 * <p>About {@value #TELLERS} members tell the accused at once, so that its refutation follows within a round trip.
 *
 * <h2>Verdicts that wait</h2>
 *
 * A member that came back from such a verdict lately is not taken away by the next. That one waits, as in a heal, and is never altered
 * (PROTOCOL.md, section 4). So false verdicts, however often they are repeated, take a member away once. The same holds for a verdict on a
 * generation that this member never met, while an earlier one is live here.
 *
 * <p>While a verdict waits, this member pings the accused. If it was pinged and no answer comes within {@link ProtocolSetting#PROBE_TIMEOUT_MAX}, the
 * verdict counts: so a real death is believed soon. If an answer comes, the verdict waits for the refutation, for at most
 * {@link ProtocolSetting#HEAL_HOLD}.
 *
 * <p>What this member finds itself, and the leave that a member tells of itself, never waits.
 */
public final class HearsayDeaths implements ViewListener {

    static final int TELLERS = 8;

    /** Speaks to the accused. */
    public interface Accused {
        /** Tells it the verdict. */
        void tell(Address address, Verdict verdict, long now);

        /** Pings it; returns false if the ping was not sent. */
        boolean ask(MemberEntry subject, Address address, long now);
    }

    /** Merges a verdict that has waited. */
    @FunctionalInterface
    interface Merging {
        void merge(Verdict verdict, ChangeSource source, long now);
    }

    private static final class Waiting {
        private Verdict verdict;
        private ChangeSource source;
        private boolean asked;
        private boolean answered;

        Waiting(Verdict verdict, ChangeSource source) {
            this.verdict = verdict;
            this.source = source;
        }
    }

    /** What a timer is for. */
    private enum Step {
        ASK_AGAIN,
        EXPECT_ANSWER,
        GIVE_UP
    }

    private record Due(Step step, Waiting verdict) {}

    private final View view;
    private final LocalMember local;
    private final Timers timers;
    private final long holdNanos;
    private final long answerNanos;
    private final long latelyNanos;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final Map<String, Long> returnedAt = new HashMap<>();
    private @Nullable Accused accused;
    private Merging merging = (verdict, source, now) -> {};

    public HearsayDeaths(Settings settings, View view, LocalMember local, Timers timers) {
        this.view = view;
        this.local = local;
        this.timers = timers;
        this.holdNanos = settings.get(ProtocolSetting.HEAL_HOLD);
        this.answerNanos = Math.min(holdNanos, settings.get(ProtocolSetting.PROBE_TIMEOUT_MAX));
        this.latelyNanos = settings.get(ProtocolSetting.FLAP_HALF_LIFE);
    }

    void follow(Merging merge) {
        merging = merge;
    }

    /** Sets how the accused are spoken to; called once. */
    public void follow(Accused speaker) {
        accused = speaker;
    }

    // ---- verdicts that wait

    /** Whether a verdict on another member has to wait. */
    boolean waits(Verdict verdict, ChangeSource source, long now) {
        MemberEntry subject = view.get(verdict.name());
        if (holdNanos == 0
                || verdict.status().live()
                || source.is(ChangeSource.Kind.OWN)
                || subject == null
                || !subject.live()
                || firstHand(verdict, source)
                || !beats(verdict, subject)
                || !doubtful(verdict, subject, now)) {
            return false;
        }
        Waiting known = waiting.get(verdict.name());
        if (known == null) {
            Waiting put = new Waiting(verdict, source);
            waiting.put(verdict.name(), put);
            timers.at(now + answerNanos / 2, this::due, new Due(Step.ASK_AGAIN, put));
            timers.at(now + answerNanos, this::due, new Due(Step.EXPECT_ANSWER, put));
            timers.at(now + holdNanos, this::due, new Due(Step.GIVE_UP, put));
            tell(subject, verdict, now);
            ask(put, subject, now);
        } else if (compare(verdict, known.verdict) > 0) {
            known.verdict = verdict;
            known.source = source;
            tell(subject, verdict, now);
        }
        return true;
    }

    /** Only a leave is told by its subject. */
    private static boolean firstHand(Verdict verdict, ChangeSource source) {
        return verdict.status() == Status.LEFT && verdict.name().equals(source.name());
    }

    private boolean doubtful(Verdict verdict, MemberEntry subject, long now) {
        Long returned = returnedAt.get(verdict.name());
        return verdict.generation() != subject.record().generation()
                || returned != null && now - returned < latelyNanos;
    }

    private void due(Due due, long now) {
        Waiting put = due.verdict();
        MemberEntry subject = view.get(put.verdict.name());
        if (subject == null || waiting.get(put.verdict.name()) != put) {
            return;
        }
        switch (due.step()) {
            case ASK_AGAIN -> {
                if (!put.answered) {
                    ask(put, subject, now);
                }
            }
            case EXPECT_ANSWER -> {
                if (put.asked && !put.answered) {
                    end(put, now);
                }
            }
            case GIVE_UP -> end(put, now);
        }
    }

    private void end(Waiting put, long now) {
        waiting.remove(put.verdict.name());
        merging.merge(put.verdict, put.source, now);
    }

    /** A ping of this process was answered. */
    public void answered(MemberEntry member) {
        Waiting put = waiting.get(member.name());
        if (put != null) {
            put.answered = true;
        }
    }

    private static boolean beats(Verdict verdict, MemberEntry subject) {
        MemberRecord record = subject.record();
        return RecordOrder.compareFact(
                        verdict.generation(),
                        verdict.incarnation(),
                        verdict.status(),
                        record.generation(),
                        record.incarnation(),
                        record.status())
                > 0;
    }

    private static int compare(Verdict a, Verdict b) {
        return RecordOrder.compareFact(
                a.generation(), a.incarnation(), a.status(), b.generation(), b.incarnation(), b.status());
    }

    // ---- changes

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        MemberRecord before = change.before();
        Waiting put = waiting.get(entry.name());
        if (put != null && !beats(put.verdict, entry)) {
            waiting.remove(entry.name());
        }
        if (before == null || entry == local.entry()) {
            return;
        }
        if (returned(before, entry)) {
            returnedAt.put(entry.name(), now);
        } else if (before.status().live() && !entry.live() && !source.is(ChangeSource.Kind.OWN)) {
            Verdict verdict = RecordMessages.verdict(entry, now);
            if (!firstHand(verdict, source)) {
                tell(entry, verdict, now);
            }
        }
    }

    /** A refutation; of a leave it is the next generation, which a restart never takes. */
    private static boolean returned(MemberRecord before, MemberEntry entry) {
        long generation = entry.record().generation();
        return !before.status().live()
                && entry.live()
                && (generation == before.generation() || generation == before.generation() + 1);
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        returnedAt.remove(entry.name());
        waiting.remove(entry.name());
    }

    // ---- speaking to the accused

    private void tell(MemberEntry subject, Verdict verdict, long now) {
        Accused speaker = accused;
        if (speaker != null && isTeller(subject)) {
            addresses(subject).forEach(address -> speaker.tell(address, verdict, now));
        }
    }

    private void ask(Waiting put, MemberEntry subject, long now) {
        Accused speaker = accused;
        if (speaker != null) {
            for (Address address : addresses(subject)) {
                put.asked |= speaker.ask(subject, address, now);
            }
        }
    }

    private static List<Address> addresses(MemberEntry subject) {
        Address answered = subject.answeredAddress();
        return answered == null ? subject.addresses() : List.of(answered);
    }

    /** All tell it in a small cluster, and about as many in a large one, without an agreement on which. */
    private boolean isTeller(MemberEntry subject) {
        long lot = Hashes.mix(Hashes.mix(local.entry().nameHash()) ^ subject.nameHash());
        return Long.remainderUnsigned(lot, Math.max(1, view.live())) < TELLERS;
    }
}
