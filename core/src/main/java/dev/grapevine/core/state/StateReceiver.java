package dev.grapevine.core.state;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the owned state of others: applies deltas, passes on what was new, and pulls what is missing here (PROTOCOL.md, section 5).
 *
 * <p>A pull asks the member that told of the state, since not all are to ask the owner. It first waits for a random moment: what is missing may be on its
 * way, and those that miss the same are not to ask at once. One pull runs for each member whose state is missing.
 */
public final class StateReceiver implements ViewListener, DropCounts {

    private static final long GRACE_NANOS = 30_000_000;
    private static final long JITTER_NANOS = 50_000_000;

    /** How long either side of a pull keeps its stream. */
    static final long PATIENCE_NANOS = 5_000_000_000L;

    /** Pulls that wait or run; the state of others is left to the next sync. */
    private static final int PULLS = 1_024;

    private static final int PULLS_AT_A_TIME = 32;

    private enum Phase {
        /** What is missing may still arrive by itself. */
        WAITING,
        /** The request is sent; the delta is to come. */
        PULLING,
        ENDED
    }

    /** Between two questions in a contest over one member's state: a stranger that forges it provokes no more. */
    private static final long CONTEST_NANOS = 1_000_000_000L;

    private final View view;
    private final MemberEntry self;
    private final StateStore states;
    private final Rumors rumors;
    private final Channels channels;
    private final Timers timers;
    private final RandomGenerator random;
    private final KeptInput kept;
    private final Map<String, Pull> pulls = new HashMap<>();
    private final Map<String, StateContest> contests = new HashMap<>();
    private long unexpected;
    private long tooMuch;
    private int pulling;

    public StateReceiver(
            Membership membership,
            StateStore states,
            Rumors rumors,
            Channels channels,
            Timers timers,
            RandomGenerator random) {
        this.kept = states.keptInput();
        this.view = membership.view();
        this.self = membership.local().entry();
        this.states = states;
        this.rumors = rumors;
        this.channels = channels;
        this.timers = timers;
        this.random = random;
    }

    // ---- what is heard

    /** A delta was heard. */
    public void heard(Message.StateDelta delta, ChangeSource source, long now) {
        MemberEntry entry = view.get(delta.name());
        long heldBefore = entry == null ? 0 : entry.heldVersion();
        if (delta.more()) {
            unexpected++; // a part, where no stream brings the others
            return;
        }
        boolean contradicts = states.contradicts(entry, delta);
        switch (states.apply(delta, now)) {
            case APPLIED -> {
                if (entry != null && !source.is(ChangeSource.Kind.TABLE)) {
                    boolean critical = source.is(ChangeSource.Kind.RUMOR);
                    rumors.spreadState(entry, heldBefore, source.name(), critical, now);
                }
                if (entry != null && contradicts && !delta.replace()) {
                    contest(entry, now);
                }
            }
            case GAP -> pullSoon(delta.name(), delta.to(), source.from(), now);
            case OLD -> {
                if (entry != null && contradicts) {
                    contest(entry, now);
                }
            }
            case TOO_MUCH -> tooMuch++;
        }
    }

    /** Deltas that would exceed the limits on owned state, and streams that keep too much until the rest of it has come. */
    @Override
    public long refused() {
        return tooMuch + kept.refused();
    }

    /** A version was announced, as its entries are too long to push. */
    public void announced(Message.StateVersion version, ChangeSource source, long now) {
        states.heldElsewhere(version.name(), version.generation(), version.version(), now);
        MemberEntry entry = view.get(version.name());
        if (entry != null && entry.record().generation() == version.generation()) {
            pullSoon(version.name(), version.version(), source.from(), now);
        }
        if (states.contradicts(version, now) && entry != null) {
            contest(entry, now);
        }
    }

    /** A record that came as news may speak of state that is not held here. */
    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        if (source.is(ChangeSource.Kind.RUMOR) && entry.live()) {
            pullSoon(entry.name(), entry.record().stateVersion(), source.from(), now);
        }
    }

    // ---- pulling what is missing

    private void pullSoon(String name, long version, @Nullable Address from, long now) {
        MemberEntry entry = view.get(name);
        if (from == null
                || entry == null
                || entry == self
                || version <= entry.heldVersion()
                || pulls.containsKey(name)
                || pulls.size() >= PULLS) {
            return;
        }
        start(new Pull(entry, version, from, false), now);
    }

    private void start(Pull pull, long now) {
        pulls.put(pull.entry.name(), pull);
        pull.await(now);
    }

    /**
     * What is held of a member's state, or what was just told of it, is forged at a version that the owner has written. The
     * owner is told of a version above, once a second until it jumps over that and publishes all anew: questions are lost, and
     * another forgery may follow the last.
     */
    private void contest(MemberEntry entry, long now) {
        StateContest known = contests.get(entry.name());
        if (known != null && known.concerns(entry)) {
            known.again();
        } else {
            StateContest contest = new StateContest(entry);
            contests.put(entry.name(), contest);
            ask(contest, now);
        }
    }

    private void ask(StateContest contest, long now) {
        MemberEntry entry = contest.entry();
        if (contests.get(entry.name()) != contest || contest.over()) {
            contests.remove(entry.name(), contest);
            return;
        }
        timers.at(now + CONTEST_NANOS, this::ask, contest);
        Address owner = entry.address();
        Pull running = pulls.get(entry.name());
        if (owner == null
                || running == null && pulls.size() >= PULLS
                || running != null && running.contests(entry.heldVersion())) {
            return;
        }
        if (running != null) {
            running.end(); // it asks whoever told last, maybe the stranger that forged
        }
        contest.asked();
        start(new Pull(entry, entry.heldVersion() + 1, owner, true), now);
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        contests.remove(entry.name());
    }

    /** Messages that were dropped since no pull asked for them. */
    @Override
    public long unexpected() {
        return unexpected;
    }

    /** The pull of one member's state. Its answer is one delta of the state and the generation that it asked for. */
    private final class Pull implements ChannelHandler, Timers.Handler<Phase> {
        private final MemberEntry entry;
        private final long version;
        private final Address from;
        private final boolean contesting;
        private Phase phase = Phase.WAITING;
        private final StateParts parts = new StateParts(kept);
        private long generation;
        private long channel;

        /** @param contesting whether the owner is to jump above the version that is held, since it is contested */
        Pull(MemberEntry entry, long version, Address from, boolean contesting) {
            this.contesting = contesting;
            this.entry = entry;
            this.version = version;
            this.from = from;
        }

        /** Whether the owner is being asked for what is above this version. */
        boolean contests(long held) {
            return contesting && phase == Phase.PULLING && version > held;
        }

        private void await(long now) {
            timers.at(now + GRACE_NANOS + (long) (random.nextDouble() * JITTER_NANOS), this, Phase.WAITING);
        }

        @Override
        public void onTimer(Phase setIn, long now) {
            if (setIn != phase) {
                return;
            }
            switch (phase) {
                case WAITING -> begin(now);
                case PULLING -> end();
                case ENDED -> {}
            }
        }

        private void begin(long now) {
            if (!contesting && entry.heldVersion() >= version || view.get(entry.name()) != entry) {
                end();
                return;
            }
            if (pulling >= PULLS_AT_A_TIME) {
                await(now);
                return;
            }
            pulling++;
            phase = Phase.PULLING;
            generation = entry.record().generation();
            channel = channels.openStream(from, Message.Purpose.STATE, this);
            long held = contesting ? Math.max(version, entry.heldVersion() + 1) : entry.heldVersion();
            channels.write(channel, List.of(new Message.StateRequest(entry.name(), generation, held)));
            timers.at(now + PATIENCE_NANOS, this, Phase.PULLING);
        }

        @Override
        public void received(long receivedOn, List<Message> messages, long now) {
            for (Message message : messages) {
                if (message instanceof Message.StateDelta delta && answers(delta)) {
                    part(delta, now);
                } else if (!(message instanceof Message.Hello)) {
                    unexpected++;
                }
            }
        }

        private void part(Message.StateDelta part, long now) {
            if (!parts.add(part)) {
                end();
                return;
            }
            Message.StateDelta whole = parts.take();
            if (whole != null) {
                heard(whole, new ChangeSource(ChangeSource.Kind.RUMOR, null, null), now);
                end();
            }
        }

        private boolean answers(Message.StateDelta delta) {
            return phase == Phase.PULLING && delta.name().equals(entry.name()) && delta.generation() == generation;
        }

        @Override
        public void closed(long closedChannel, CloseCause cause, long now) {
            end();
        }

        private void end() {
            if (phase == Phase.PULLING) {
                pulling--;
                channels.close(channel);
            }
            parts.close();
            phase = Phase.ENDED;
            pulls.remove(entry.name(), this);
        }
    }
}
