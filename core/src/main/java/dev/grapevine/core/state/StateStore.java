package dev.grapevine.core.state;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.rumor.StateNews;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.Status;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The owned state of every member, as far as it is held here, and what is to be told of it. */
public final class StateStore implements ViewListener, StateNews {

    private final View view;
    private final LocalMember self;
    private final ServiceIndex catalog;
    private final int pushLimit;
    private final OwnedState own = new OwnedState();
    private final Map<String, OwnedState> states = new HashMap<>();

    public StateStore(View view, LocalMember self, ServiceIndex catalog, int pushLimit) {
        this.view = view;
        this.self = self;
        this.catalog = catalog;
        this.pushLimit = pushLimit;
        states.put(self.name(), own);
    }

    public OwnedState own() {
        return own;
    }

    /** Entries held of a member, deletions included. */
    public Collection<StateEntry> entries(String name) {
        OwnedState state = states.get(name);
        return state == null ? List.of() : state.entries();
    }

    public @Nullable OwnedState of(String name) {
        return states.get(name);
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        boolean newGeneration = change.before() == null || !change.before().sameGeneration(entry.record());
        if (entry == self.entry()) {
            if (newGeneration) {
                view.held(entry, own.version());
            }
        } else if (newGeneration || entry.status() == Status.LEFT) {
            states.remove(entry.name());
        }
        catalog.refresh(entry, states.get(entry.name()));
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        states.remove(entry.name());
        catalog.refresh(entry, null);
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
                || entry == self.entry()
                || entry.record().generation() != delta.generation()
                || delta.to() <= entry.heldVersion()) {
            return Applied.OLD;
        }
        OwnedState state = states.computeIfAbsent(delta.name(), name -> new OwnedState());
        if (!state.apply(delta.from(), delta.to(), delta.replace(), delta.entries())) {
            return Applied.GAP;
        }
        view.held(entry, state.version());
        catalog.refresh(entry, state);
        catalog.labelsChanged(entry, delta.entries());
        return Applied.NEW;
    }

    @Override
    public @Nullable Message since(String name, long version) {
        Message.StateDelta delta = delta(name, version);
        if (delta == null) {
            return null;
        }
        return Codec.size(delta) <= pushLimit ? delta : new Message.StateVersion(name, delta.generation(), delta.to());
    }

    /** What is newer than that, at any length; null if there is nothing. */
    public Message.@Nullable StateDelta delta(String name, long version) {
        MemberEntry entry = view.get(name);
        OwnedState state = states.get(name);
        if (entry == null || state == null || state.version() <= version) {
            return null;
        }
        boolean replace = version == 0 || !state.canPatch(version);
        return new Message.StateDelta(
                name,
                entry.record().generation(),
                replace ? 0 : version,
                state.version(),
                replace,
                state.since(replace ? 0 : version));
    }
}
