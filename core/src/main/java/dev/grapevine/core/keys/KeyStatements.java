package dev.grapevine.core.keys;

import dev.grapevine.core.state.OwnedState;
import dev.grapevine.core.state.StatePublisher;
import dev.grapevine.core.state.StateStore;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the members tell of their cluster keys, as far as it is known here; this member too. */
public final class KeyStatements {

    private final StateStore states;
    private final StatePublisher publisher;

    public KeyStatements(StateStore states, StatePublisher publisher) {
        this.states = states;
        this.publisher = publisher;
    }

    /** Sets who hears that a member tells something else. */
    void follow(Consumer<MemberEntry> listener) {
        states.watch((entry, changed) -> {
            for (StateEntry one : changed) {
                if (one.key().equals(StateKeys.CLUSTER_KEYS)) {
                    listener.accept(entry);
                }
            }
        });
    }

    /** What a member tells; null if nothing of use has come. */
    @Nullable KeyStatement of(MemberEntry entry) {
        OwnedState state = states.of(entry.name());
        StateEntry told = state == null ? null : state.get(StateKeys.CLUSTER_KEYS);
        byte[] value = told == null ? null : told.value();
        return value == null ? null : KeyStatement.decode(value);
    }

    /** This member tells that. */
    void publish(KeyStatement own, long now) {
        publisher.setClusterKeys(own.encode(), now);
    }
}
