package dev.grapevine.core.rumor;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Spreads critical news at once (PROTOCOL.md, section 3).
 *
 * <h2>Purpose</h2>
 *
 * Implementations of SWIM send news on a timer, so it waits for the next tick at every hop. Here a member <em>pushes</em>
 * news as soon as it changes its view: to the next member on each of the {@link dev.grapevine.core.view.HashRings} and to a
 * random one. Each receiver that learns something pushes it on, so all members know after a few network delays. Three
 * <em>repeats</em> to random members make good what the network lost, and sync what is left.
 *
 * <h2>The machine</h2>
 *
 * A rumor goes from {@link Rumor.Phase#NEW} through a push and three repeats to {@link Rumor.Phase#OVER}, and is taken out.
 * Newer news of the same member takes its place and starts anew. A packet that the local system refuses does not count: the
 * rumor stays in its phase and is tried again a little later. Riding on probes and acks does not count either.
 *
 * <p>Pushes and repeats are spaced by one {@link PushThrottle}, so that a storm of news is no storm of packets. Rumors that
 * are due together go together. So there are two timers, not one for each rumor: {@link Due#PUSH}, when the window of the
 * throttle ends, and {@link Due#REPEAT}, when the earliest repeat is due.
 *
 * <h2>Why a fixed number of packets</h2>
 *
 * Epidemic protocols send each rumor a number of times that grows with the logarithm of the cluster's size. A joiner, or a
 * member that is cut off, has a wrong idea of that size. Rings leave nobody out while no packet is lost, so a constant is
 * enough: a rumor costs a member ten packets at any size.
 */
public final class PushedRumors extends Rumors {

    /** The shortest time between two rounds of repeats, and before a refused packet is tried again. */
    private static final long SPACING_NANOS = 10_000_000;

    /** Repeats are spread by so much of their time, earlier or later. */
    private static final double JITTER = 0.2;

    private final long firstRepeatNanos;
    private final int repeatTargets;
    private final PeerSelector selector;
    private final Timers timers;
    private final RandomGenerator random;
    private final PushThrottle throttle;

    /** Critical rumors in phase NEW; some may be over. */
    private final List<Rumor> unpushed = new ArrayList<>();

    private boolean pushTimerSet;
    private boolean repeatTimerSet;
    private long repeatTimerAt;
    private long lastRepeatAt;

    /** What a timer is for. */
    private enum Due {
        PUSH,
        REPEAT
    }

    /** A timer, with the time that it was set for. */
    private record RumorTimer(Due due, long at) {}

    public PushedRumors(
            Settings settings, RumorPackets packets, PeerSelector selector, Timers timers, RandomGenerator random) {
        super(packets, selector);
        this.firstRepeatNanos = settings.get(ProtocolSetting.REPEAT_FIRST);
        this.repeatTargets = settings.count(ProtocolSetting.REPEAT_TARGETS);
        this.selector = selector;
        this.timers = timers;
        this.random = random;
        this.throttle = new PushThrottle(
                settings.get(ProtocolSetting.PUSH_WINDOW_MIN), settings.get(ProtocolSetting.PUSH_WINDOW_MAX));
    }

    /** How long after a member first heard of news it repeats it for the last time, but for jitter. */
    public static long lastRepeatNanos(Settings settings) {
        return Rumor.Phase.REPEATED_TWICE.repeatFactor * settings.get(ProtocolSetting.REPEAT_FIRST);
    }

    private void onTimer(RumorTimer timer, long now) {
        switch (timer.due) {
            case PUSH -> pushDue(timer.at, now);
            case REPEAT -> repeatDue(timer.at, now);
        }
    }

    // ---- NEW: waits for the window, then is pushed

    @Override
    protected void started(Rumor rumor, boolean critical, long now) {
        if (critical) {
            unpushed.add(rumor);
        }
    }

    @Override
    public void flush(long now) {
        if (unpushed.isEmpty()) {
            return;
        }
        if (throttle.open(now)) {
            // Inputs come before timers, so this may be the first to see that the window is over.
            push(now, pushTimerSet, pushTimerSet ? now - throttle.end() : 0);
        } else {
            setPushTimer(throttle.end());
        }
    }

    private void setPushTimer(long at) {
        if (!pushTimerSet) {
            pushTimerSet = true;
            timers.at(at, this::onTimer, new RumorTimer(Due.PUSH, at));
        }
    }

    private void pushDue(long due, long now) {
        pushTimerSet = false;
        if (!unpushed.isEmpty()) {
            push(now, true, now - due);
        }
    }

    /**
     * Pushes all that is new.
     *
     * @param waited whether it had to wait for the end of a window
     * @param lateNanos how much later than that end this is
     */
    private void push(long now, boolean waited, long lateNanos) {
        List<Rumor> news = new ArrayList<>(unpushed);
        news.removeIf(rumor -> rumor.phase == Rumor.Phase.OVER);
        unpushed.clear();
        Collection<MemberEntry> receivers = pushTargets();
        throttle.pushed(now, waited, lateNanos);
        if (!receivers.isEmpty() && !send(news, receivers, now)) {
            unpushed.addAll(news);
            setPushTimer(now + Math.max(SPACING_NANOS, throttle.length()));
            return;
        }
        for (Rumor rumor : news) {
            advance(rumor);
            setRepeatTimer(rumor, now);
        }
    }

    // ---- PUSHED and REPEATED: waits for its next repeat

    private void setRepeatTimer(long now) {
        Rumor earliest = null;
        for (Rumor rumor : all()) {
            if (rumor.phase.repeats() && (earliest == null || rumor.nextRepeat - earliest.nextRepeat < 0)) {
                earliest = rumor;
            }
        }
        if (earliest != null) {
            setRepeatTimer(earliest, now);
        }
    }

    /** Sets the timer for this rumor, unless it is set for an earlier time. */
    private void setRepeatTimer(Rumor rumor, long now) {
        long allowed = lastRepeatAt + Math.max(SPACING_NANOS, throttle.length());
        long due = lastRepeatAt != 0 && rumor.nextRepeat - allowed < 0 ? allowed : rumor.nextRepeat;
        if (!repeatTimerSet || due - repeatTimerAt < 0) {
            repeatTimerSet = true;
            repeatTimerAt = due - now < 0 ? now : due;
            timers.at(repeatTimerAt, this::onTimer, new RumorTimer(Due.REPEAT, repeatTimerAt));
        }
    }

    private void repeatDue(long due, long now) {
        if (repeatTimerSet && repeatTimerAt == due) { // not one of a timer that was set for an earlier time since
            repeatTimerSet = false;
            repeat(now);
            setRepeatTimer(now);
        }
    }

    /** Repeats all that is due. */
    private void repeat(long now) {
        List<Rumor> due = new ArrayList<>();
        for (Rumor rumor : all()) {
            if (rumor.phase.repeats() && rumor.nextRepeat - now <= 0) {
                due.add(rumor);
            }
        }
        if (due.isEmpty()) {
            return;
        }
        lastRepeatAt = now;
        boolean taken = send(due, selector.random(repeatTargets, entry -> true), now);
        for (Rumor rumor : due) {
            if (taken) {
                advance(rumor);
            } else {
                rumor.nextRepeat = now + throttle.length() + SPACING_NANOS;
            }
        }
    }

    /** A rumor was pushed, or repeated. */
    private void advance(Rumor rumor) {
        Rumor.Phase next = rumor.phase.next();
        if (next.repeats()) {
            rumor.phase = next;
            double factor = next.repeatFactor * (1 + JITTER * (2 * random.nextDouble() - 1));
            rumor.nextRepeat = rumor.heardAt + (long) (firstRepeatNanos * factor);
        } else {
            end(rumor);
        }
    }
}
