package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.ping.AnswerHistory;
import dev.grapevine.core.view.MemberEntry;

/**
 * How long a suspicion waits. By silence the window counts from the first unanswered probe; a closed tether, and refusals enough, have short
 * windows of their own, and the earliest counts. A member that returned from suspicion before is given longer.
 */
final class Windows {

    private final Settings settings;
    private final Accusers accusers;
    private final AnswerHistory answers;
    private final FlapDamping flaps;

    Windows(Settings settings, Accusers accusers, AnswerHistory answers, FlapDamping flaps) {
        this.settings = settings;
        this.accusers = accusers;
        this.answers = answers;
        this.flaps = flaps;
    }

    /** When its verdict is due, as things stand. */
    long verdictDue(Suspicion suspicion, long now) {
        long window = window(suspicion.subject, now);
        long oldest = suspicion.learnedAt - window;
        long since = suspicion.subject.since();
        long due = (since - oldest < 0 ? oldest : since) + window;
        if (suspicion.closed) {
            long closedWindow =
                    flaps.stretch(settings.get(ProtocolSetting.CLOSED_WINDOW), suspicion.subject.name(), now);
            due = earlier(due, suspicion.closedAt + closedWindow);
        }
        if (suspicion.enough) {
            due = earlier(due, suspicion.enoughAt + settings.get(ProtocolSetting.VETO_HOLD));
        }
        return later(due + suspicion.extended, suspicion);
    }

    /** Who was cut off from all for a while, and is back, gives those that it accused meanwhile a window to answer. */
    private long later(long due, Suspicion suspicion) {
        if (!answers.regainedSince(suspicion.learnedAt)) {
            return due;
        }
        long anew = answers.regainedAt() + settings.get(ProtocolSetting.WINDOW_MIN);
        return due - anew < 0 ? anew : due;
    }

    /** Some time after the last call, so that the suspect can answer it, even where a late confirmation ended the window in the past. */
    long bystanderDue(Suspicion suspicion, long verdictDue) {
        long start = suspicion.lastCalled && verdictDue - suspicion.calledAt < 0 ? suspicion.calledAt : verdictDue;
        return start + settings.get(ProtocolSetting.BYSTANDER_DELAY);
    }

    /** From the first unanswered probe to the verdict by silence, as things stand. */
    long window(MemberEntry subject, long now) {
        int wanted = Math.min(settings.count(ProtocolSetting.CONFIRMATIONS), accusers.possible(subject) - 1);
        long window = silentWindow(
                settings.get(ProtocolSetting.WINDOW_MIN),
                settings.get(ProtocolSetting.WINDOW_MAX),
                accusers.weight(subject, subject.accusers()) - 1,
                wanted);
        return flaps.stretch(window, subject.name(), now);
    }

    /**
     * Lifeguard's window: the longest without a confirmation, falling with the logarithm of their number to the shortest when
     * as many are there as are wanted.
     */
    static long silentWindow(long min, long max, int confirmations, int wanted) {
        int confirmed = Math.max(0, confirmations);
        if (confirmed >= wanted) {
            return min;
        }
        double share = Math.log(confirmed + 1.0) / Math.log(wanted + 1.0);
        return (long) (max - (max - min) * share);
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }
}
