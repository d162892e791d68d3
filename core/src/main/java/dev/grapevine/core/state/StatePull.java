package dev.grapevine.core.state;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.StreamServer;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes in deltas of owned state, passes them on, and fetches by stream what is missing: from whoever told of it, after a random
 * moment, so that not all fetch from the owner at once and what is on its way may still arrive.
 */
public final class StatePull implements ViewListener, StreamServer {

    private static final long JITTER = 50_000_000;
    private static final long GRACE = 30_000_000;
    private static final long PATIENCE = 5_000_000_000L;

    private final View view;
    private final LocalMember self;
    private final StateStore store;
    private final Rumors rumors;
    private final Channels channels;
    private final Timers timers;
    private final RandomGenerator random;
    private final Set<String> pulling = new HashSet<>();

    public StatePull(
            View view,
            LocalMember self,
            StateStore store,
            Rumors rumors,
            Channels channels,
            Timers timers,
            RandomGenerator random) {
        this.view = view;
        this.self = self;
        this.store = store;
        this.rumors = rumors;
        this.channels = channels;
        this.timers = timers;
        this.random = random;
    }

    /**
     * A delta came in.
     *
     * @return whether it brought something
     */
    public boolean take(Message.StateDelta delta, ChangeSource source, long now) {
        MemberEntry entry = view.get(delta.name());
        long before = entry == null ? 0 : entry.heldVersion();
        StateStore.Applied applied = store.apply(delta);
        if (entry != null && applied == StateStore.Applied.NEW && !source.is(ChangeSource.Kind.TABLE)) {
            rumors.spreadState(entry, before, source.name(), source.is(ChangeSource.Kind.RUMOR), now);
        } else if (applied == StateStore.Applied.GAP) {
            pullSoon(delta.name(), delta.to(), source.from(), now);
        }
        return applied == StateStore.Applied.NEW;
    }

    /** A version was announced whose entries are too many to push. */
    public void announced(Message.StateVersion version, ChangeSource source, long now) {
        MemberEntry entry = view.get(version.name());
        if (entry != null && entry.record().generation() == version.generation()) {
            pullSoon(version.name(), version.version(), source.from(), now);
        }
    }

    /** A record that came as news speaks of state that is not held here. */
    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        if (source.is(ChangeSource.Kind.RUMOR) && entry.live()) {
            pullSoon(entry.name(), entry.record().stateVersion(), source.from(), now);
        }
    }

    private void pullSoon(String name, long version, @Nullable Address from, long now) {
        MemberEntry entry = view.get(name);
        if (from == null || entry == null || self.is(name) || version <= entry.heldVersion() || !pulling.add(name)) {
            return;
        }
        timers.at(now + GRACE + (long) (random.nextDouble() * JITTER), then -> {
            if (entry.heldVersion() < version && view.get(name) == entry) {
                pull(entry, from, then);
            } else {
                pulling.remove(name);
            }
        });
    }

    private void pull(MemberEntry entry, Address from, long now) {
        String name = entry.name();
        ChannelHandler handler = new ChannelHandler() {
            @Override
            public void received(long channel, List<Message> messages, long then) {
                for (Message message : messages) {
                    if (message instanceof Message.StateDelta delta) {
                        take(delta, new ChangeSource(ChangeSource.Kind.RUMOR, null, null), then);
                        channels.close(channel);
                        pulling.remove(name);
                    }
                }
            }

            @Override
            public void closed(long channel, CloseCause cause, long then) {
                pulling.remove(name);
            }
        };
        long channel = channels.openStream(from, Message.Purpose.STATE, handler);
        channels.write(
                channel, List.of(new Message.StateRequest(name, entry.record().generation(), entry.heldVersion())));
        timers.at(now + PATIENCE, then -> {
            channels.close(channel);
            pulling.remove(name);
        });
    }

    /** Another process opened a stream to fetch state. */
    @Override
    public void accepted(long channel, Message.Hello hello, long now) {
        channels.hand(channel, (from, messages, then) -> {
            for (Message message : messages) {
                if (message instanceof Message.StateRequest request) {
                    answer(channel, request);
                }
            }
        });
        channels.greet(channel, Message.Purpose.STATE);
        timers.at(now + PATIENCE, then -> channels.close(channel));
    }

    private void answer(long channel, Message.StateRequest request) {
        MemberEntry entry = view.get(request.name());
        boolean sameGeneration = entry != null && entry.record().generation() == request.generation();
        Message.StateDelta delta = sameGeneration ? store.delta(request.name(), request.held()) : null;
        if (delta == null) {
            channels.close(channel);
        } else {
            channels.write(channel, List.of(delta));
        }
    }
}
