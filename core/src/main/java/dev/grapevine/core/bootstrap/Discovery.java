package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Finds members on the local segment by broadcast: in each interval while alone, else about once in ten intervals for
 * the whole cluster. A few of the members that hear a stranger's call answer it, and the stranger joins those that
 * answer.
 */
public final class Discovery implements DropCounts {

    /** Another member answered, or should be joined. */
    @FunctionalInterface
    public interface Found {
        void at(Address address, long now);
    }

    /** What a timer is for. */
    private enum Step {
        CALL
    }

    /** About so many members answer a call. */
    private static final int ANSWERS = 4;

    /** Calls of a whole cluster in one interval. */
    private static final double CALLS_OF_CLUSTER = 0.1;

    /** Answers are spread over this time. */
    private static final long ANSWER_NANOS = 20_000_000;

    /** Answers to others that wait for their moment at a time. */
    static final int WAITING_LIMIT = 64;

    /** How long after a call of this member an answer counts. */
    private static final long ANSWERED_WITHIN_NANOS = 1_000_000_000;

    /** Answers to one call of this member that count: twice as many as are meant to come. */
    static final int TAKEN_LIMIT = 2 * ANSWERS;

    /** A call is as long as the longest answer, since no answer is longer than its question. */
    private static final int CALL_SIZE = 320;

    /** Kind and length of the padding itself. */
    private static final int PADDING_OVERHEAD = 3;

    private final Settings settings;
    private final View view;
    private final LocalMember local;
    private final Outbox outbox;
    private final Timers timers;
    private final RandomGenerator random;
    private final Found found;
    private boolean started;
    private boolean called;
    private long calledAt;
    private int taken;
    private int waiting;
    private long unexpected;
    private long refused;

    public Discovery(
            Settings settings,
            Membership membership,
            Outbox outbox,
            Timers timers,
            RandomGenerator random,
            Found found) {
        this.settings = settings;
        this.view = membership.view();
        this.local = membership.local();
        this.outbox = outbox;
        this.timers = timers;
        this.random = random;
        this.found = found;
    }

    /** From now on it calls, and answers. */
    void start(long now) {
        started = true;
        call(now);
    }

    private void onTimer(Step step, long now) {
        switch (step) {
            case CALL -> call(now);
        }
    }

    private void call(long now) {
        boolean alone = view.live() == 1;
        if (!local.quiet() && (alone || random.nextDouble() < CALLS_OF_CLUSTER / view.live())) {
            Message call = new Message.Discover(local.record(), false);
            int padding = Math.max(0, CALL_SIZE - PADDING_OVERHEAD - Codec.size(call));
            outbox.broadcast(List.of(call, new Message.Padding(padding)));
            called = true;
            calledAt = now;
            taken = 0;
        }
        timers.at(now + settings.get(ProtocolSetting.DISCOVER_INTERVAL), this::onTimer, Step.CALL);
    }

    /** A call came in by broadcast, or an answer by datagram. */
    public void heard(Message.Discover discover, long now) {
        MemberRecord sender = discover.self();
        if (!started || local.quiet() || sender.addresses().isEmpty() || isKnown(sender)) {
            return;
        }
        Address caller = sender.addresses().get(0);
        if (discover.reply()) {
            answered(caller, now);
        } else if (random.nextDouble() * view.live() < ANSWERS) {
            prepareAnswer(caller, now);
        }
    }

    private void answered(Address by, long now) {
        if (called && now - calledAt <= ANSWERED_WITHIN_NANOS && taken < TAKEN_LIMIT) {
            taken++;
            found.at(by, now);
        } else {
            unexpected++;
        }
    }

    /** An answer that waits for its moment. */
    private record Answer(Address to, Message message) {}

    private void prepareAnswer(Address caller, long now) {
        Answer answer = new Answer(caller, new Message.Discover(local.record(), true));
        if (waiting >= WAITING_LIMIT) {
            refused++;
        } else if (outbox.reserve(caller, Codec.size(answer.message()), now)) {
            waiting++;
            timers.at(now + (long) (random.nextDouble() * ANSWER_NANOS), this::answer, answer);
        }
    }

    /** Whether this generation is a live member already, or the local one. */
    private boolean isKnown(MemberRecord sender) {
        MemberEntry known = view.get(sender.name());
        return known != null
                && known.record().generation() == sender.generation()
                && (known.live() || local.is(sender.name()));
    }

    private void answer(Answer answer, long now) {
        waiting--;
        outbox.sendReserved(answer.to(), List.of(answer.message()));
    }

    /** Answers that were dropped: this member had not called, or had enough of them. */
    @Override
    public long unexpected() {
        return unexpected;
    }

    /** Calls that were not answered since too many answers were waiting. */
    @Override
    public long refused() {
        return refused;
    }
}
