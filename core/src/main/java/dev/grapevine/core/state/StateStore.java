package dev.grapevine.core.state;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.rumor.StateNews;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Status;
import java.util.HashMap;
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

    // ---- this member's own state

    OwnedState own() {
        return own;
    }

    /** The own state was written. */
    void ownWritten() {
        services.refresh(self, own);
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
        services.refresh(entry, states.get(entry.name()));
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        states.remove(entry.name());
        services.refresh(entry, null);
    }

    /** What became of a delta. */
    enum Applied {
        /** It brought something. */
        NEW,
        /** It was known, or is of no use. */
        OLD,
        /** Something below it is missing here. */
        GAP
    }

    Applied apply(Message.StateDelta delta) {
        MemberEntry entry = view.get(delta.name());
        if (entry == null
                || entry == self
                || entry.record().generation() != delta.generation()
                || delta.to() <= entry.heldVersion()) {
            return Applied.OLD;
        }
        OwnedState state = states.computeIfAbsent(delta.name(), name -> new OwnedState());
        if (!state.apply(delta.from(), delta.to(), delta.replace(), delta.entries())) {
            return Applied.GAP;
        }
        view.held(entry, state.version());
        services.refresh(entry, state);
        services.labelsChanged(entry, delta.entries());
        return Applied.NEW;
    }

    // ---- telling

    /** What to push of a member's state to one that holds this version: the delta, or, where that is long, its version. */
    @Override
    public @Nullable Message since(String name, long version) {
        Message.StateDelta delta = delta(name, version);
        if (delta == null) {
            return null;
        }
        return Codec.size(delta) <= pushLimit ? delta : new Message.StateVersion(name, delta.generation(), delta.to());
    }

    /** What is newer in a member's state than this version, at any length; null if there is nothing. */
    public Message.@Nullable StateDelta delta(String name, long version) {
        MemberEntry entry = view.get(name);
        OwnedState state = states.get(name);
        if (entry == null || state == null || state.version() <= version) {
            return null;
        }
        boolean replace = version == 0 || !state.canPatch(version);
        long from = replace ? 0 : version;
        return new Message.StateDelta(
                name, entry.record().generation(), from, state.version(), replace, state.since(from));
    }
}
