package dev.grapevine.core.state;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.rumor.StateNews;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The owned state of every member as far as it is held here, and the deltas to tell of it. */
public final class StateStore implements ViewListener, StateNews {

    private final View view;
    private final MemberEntry self;
    private final ServiceIndex services;
    private final int pushLimit;
    private final OwnedState own = new OwnedState();
    private final Map<String, OwnedState> states = new HashMap<>();
    private final KeptInput keptInput = new KeptInput();
    private ForeignVersions foreignVersions = (version, now) -> {};
    private Watcher watcher = (entry, changed) -> {};

    /** Hears that others hold the own state at a version that this member never wrote. */
    @FunctionalInterface
    public interface ForeignVersions {
        void met(long version, long now);
    }

    /** Hears which entries of another member's state have come, or count again as the member is back. */
    @FunctionalInterface
    public interface Watcher {
        void stateChanged(MemberEntry entry, List<StateEntry> changed);
    }

    /** @param pushLimit bytes of a delta that is pushed; a longer one is announced by its version */
    public StateStore(Membership membership, ServiceIndex services, int pushLimit) {
        this.view = membership.view();
        this.self = membership.local().entry();
        this.services = services;
        this.pushLimit = pushLimit;
        states.put(self.name(), own);
    }

    /** The state held of a member; null if there is none. */
    public @Nullable OwnedState of(String name) {
        return states.get(name);
    }

    /** What the streams keep that bring state and other facts. */
    public KeptInput keptInput() {
        return keptInput;
    }

    // ---- this member's own state

    OwnedState own() {
        return own;
    }

    /** Sets the listener that hears when others hold the own state at a version that this member never wrote. */
    public void follow(ForeignVersions listener) {
        foreignVersions = listener;
    }

    /** Sets who hears what comes of the state of others. */
    public void watch(Watcher listener) {
        watcher = listener;
    }

    /** These entries of the own state were written. */
    void ownWritten(Iterable<String> keys) {
        services.refresh(self, own, keys);
    }

    /** The own state is published up to its present version. */
    void ownPublished() {
        view.held(self, own.version());
    }

    // ---- the state of others

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        boolean newGeneration = change.before() == null || !change.before().sameGeneration(entry.record());
        if (entry == self) {
            if (newGeneration) {
                view.held(entry, own.version());
            }
        } else if (newGeneration || entry.status() == Status.LEFT) {
            states.remove(entry.name());
        }
        OwnedState held = states.get(entry.name());
        services.refresh(entry, held);
        if (held != null
                && entry != self
                && change.before() != null
                && !change.before().status().live()
                && entry.live()) {
            watcher.stateChanged(entry, List.copyOf(held.entries()));
        }
    }

    @Override
    public void ownRecordHeard(MemberRecord record, long now) {
        heldElsewhere(record.name(), record.generation(), record.stateVersion(), now);
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        states.remove(entry.name());
        services.refresh(entry, null);
    }

    /** Another holds that version of the state of that generation. */
    public void heldElsewhere(String name, long generation, long version, long now) {
        if (name.equals(self.name()) && generation == self.record().generation() && version > own.version()) {
            foreignVersions.met(version, now);
        }
    }

    OwnedState.Outcome apply(Message.StateDelta delta, long now) {
        heldElsewhere(delta.name(), delta.generation(), delta.to(), now);
        MemberEntry entry = view.get(delta.name());
        if (entry == null
                || entry == self
                || entry.record().generation() != delta.generation()
                || delta.to() <= entry.heldVersion()) {
            return OwnedState.Outcome.OLD;
        }
        OwnedState state = states.computeIfAbsent(delta.name(), name -> new OwnedState());
        OwnedState.Outcome outcome = state.apply(delta.from(), delta.to(), delta.replace(), delta.entries());
        if (outcome == OwnedState.Outcome.APPLIED) {
            view.held(entry, state.version());
            if (delta.replace()) {
                services.refresh(entry, state);
            } else {
                services.refresh(entry, state, keys(delta.entries()));
            }
            services.labelsChanged(entry, delta.entries());
            watcher.stateChanged(entry, delta.entries());
        }
        return outcome;
    }

    /**
     * Whether a delta says otherwise than what is held of the same versions. Then one of the two was not written by the
     * member's owner. To be asked before the delta is applied.
     *
     * @param entry of the member that the delta is about; null if it is unknown
     */
    boolean contradicts(@Nullable MemberEntry entry, Message.StateDelta delta) {
        if (entry == null
                || entry == self
                || delta.from() >= entry.heldVersion()
                || entry.record().generation() != delta.generation()) {
            return false;
        }
        OwnedState state = states.get(entry.name());
        return state != null && state.contradicts(delta);
    }

    /**
     * Whether another holds otherwise than this member what both hold at the same version. Where that is this member's own state, it was forged
     * there.
     */
    boolean contradicts(Message.StateVersion told, long now) {
        MemberEntry entry = view.get(told.name());
        OwnedState state = states.get(told.name());
        boolean differs = told.content() != 0
                && entry != null
                && state != null
                && entry.record().generation() == told.generation()
                && state.version() == told.version()
                && state.content() != told.content();
        if (differs && entry == self) {
            foreignVersions.met(told.version() + 1, now);
        }
        return differs && entry != self;
    }

    private static List<String> keys(List<StateEntry> entries) {
        return entries.stream().map(StateEntry::key).toList();
    }

    // ---- telling

    /** What to push of a member's state to one that holds this version: the delta, or, where that is long, its version. */
    @Override
    public @Nullable Message since(String name, long version) {
        MemberEntry entry = view.get(name);
        OwnedState state = held(name, version);
        if (entry == null || state == null) {
            return null;
        }
        long from = from(state, version);
        Iterator<StateEntry> newer = state.newer(from);
        List<StateEntry> entries = new ArrayList<>();
        int room = pushLimit;
        while (newer.hasNext()) {
            StateEntry next = newer.next();
            room -= Codec.size(next);
            if (room < 0) {
                return announcement(entry, state);
            }
            entries.add(next);
        }
        Message.StateDelta delta =
                new Message.StateDelta(name, entry.record().generation(), from, state.version(), from == 0, entries);
        return Codec.size(delta) <= pushLimit ? delta : announcement(entry, state);
    }

    private static Message announcement(MemberEntry entry, OwnedState state) {
        return new Message.StateVersion(entry.name(), entry.record().generation(), state.version(), state.content());
    }

    /**
     * What is newer in a member's state than this version, at any length, in parts that each fit a frame; empty if there is nothing. The parts are to be
     * sent in their order, and all but the last say that more follows.
     */
    public List<Message.StateDelta> deltas(String name, long version) {
        MemberEntry entry = view.get(name);
        OwnedState state = held(name, version);
        if (entry == null || state == null) {
            return List.of();
        }
        long from = from(state, version);
        return StateParts.split(new Message.StateDelta(
                name, entry.record().generation(), from, state.version(), from == 0, state.since(from)));
    }

    private @Nullable OwnedState held(String name, long aboveVersion) {
        OwnedState state = states.get(name);
        return state == null || state.version() <= aboveVersion ? null : state;
    }

    /** The version that a delta starts from; 0 if it is to replace what is held. */
    private static long from(OwnedState state, long version) {
        return state.canPatch(version) ? version : 0;
    }
}
