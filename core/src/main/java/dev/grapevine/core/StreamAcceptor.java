package dev.grapevine.core;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Handshake;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.failure.Tethers;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.state.StatePull;
import dev.grapevine.core.sync.SyncStreams;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Receives streams that others open: hears their hello, refuses those that do not fit, and hands the others on by their purpose. */
final class StreamAcceptor {

    private static final long PATIENCE = 5_000_000_000L;
    private static final int OTHERS_OFFERED = 8;

    private final Channels channels;
    private final Handshake handshake;
    private final SyncStreams syncs;
    private final StatePull states;
    private final Tethers tethers;
    private final Pings pings;
    private final PeerSelector selector;
    private final Timers timers;
    private final Port port;

    StreamAcceptor(
            Channels channels,
            Handshake handshake,
            SyncStreams syncs,
            StatePull states,
            Tethers tethers,
            Pings pings,
            PeerSelector selector,
            Timers timers,
            Port port) {
        this.channels = channels;
        this.handshake = handshake;
        this.syncs = syncs;
        this.states = states;
        this.tethers = tethers;
        this.pings = pings;
        this.selector = selector;
        this.timers = timers;
        this.port = port;
    }

    void accepted(long channel, Address from, long now) {
        Visitor visitor = new Visitor(from);
        channels.hand(channel, visitor);
        timers.at(now + PATIENCE, then -> {
            if (!visitor.admitted) {
                channels.close(channel);
            }
        });
    }

    private final class Visitor implements ChannelHandler {
        private final Address from;
        private boolean admitted;

        Visitor(Address from) {
            this.from = from;
        }

        @Override
        public void received(long channel, List<Message> messages, long now) {
            if (messages.isEmpty() || !(messages.get(0) instanceof Message.Hello hello)) {
                channels.close(channel);
                return;
            }
            Optional<Message.Refused> objection = handshake.objectionTo(hello);
            if (objection.isPresent()) {
                channels.write(channel, List.of(objection.get()));
                channels.close(channel);
                port.emit(new Event.Mismatch(
                        from,
                        "refused " + hello.name() + " at " + from + ": "
                                + objection.get().detail()));
                return;
            }
            admitted = true;
            admit(channel, hello, now);
            if (messages.size() > 1) {
                channels.received(channel, messages.subList(1, messages.size()), now);
            }
        }
    }

    private void admit(long channel, Message.Hello hello, long now) {
        switch (hello.purpose()) {
            case JOIN, SYNC -> syncs.accepted(channel, hello, others(hello.name()), now);
            case STATE -> states.accepted(channel, now);
            case PROBE -> probe(channel, now);
            case TETHER -> tethers.accepted(channel, hello, now);
        }
    }

    private List<Address> others(String visitor) {
        List<Address> addresses = new ArrayList<>();
        for (MemberEntry entry :
                selector.random(OTHERS_OFFERED, entry -> !entry.name().equals(visitor))) {
            Address address = entry.address();
            if (address != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private void probe(long channel, long now) {
        channels.hand(channel, (from, messages, then) -> {
            for (Message message : messages) {
                if (message instanceof Message.Ping ping) {
                    channels.write(channel, List.of(pings.reply(ping)));
                }
            }
        });
        channels.greet(channel, Message.Purpose.PROBE);
        timers.at(now + PATIENCE, then -> channels.close(channel));
    }
}
