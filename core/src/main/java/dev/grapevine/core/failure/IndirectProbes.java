package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.List;

/**
 * The ways around a direct ping that found no answer in time, all side by side: helpers ping the target (SWIM's ping-req), it is pinged at its other
 * addresses, and asked by stream. What comes by datagram is an answer to the probe's question like any other; what comes by stream is told here.
 */
public final class IndirectProbes {

    /** What comes of the stream of a probe that is not over. */
    interface ByStream {
        /** It lives; told once. */
        void answered(Probe probe, long now);

        /** Another life of the same name answered in its place. */
        void gone(Probe probe, long now);

        /** Its address refused. */
        void refused(Probe probe, long now);
    }

    private final Settings settings;
    private final View view;
    private final Pings pings;
    private final Channels channels;
    private final PeerSelector selector;
    private final LocalHealth health;

    public IndirectProbes(
            Settings settings, View view, Pings pings, Channels channels, PeerSelector selector, LocalHealth health) {
        this.settings = settings;
        this.view = view;
        this.pings = pings;
        this.channels = channels;
        this.selector = selector;
        this.health = health;
    }

    void begin(Probe probe, ByStream outcome, long now) {
        Address address = probe.target.address();
        if (address == null) {
            return;
        }
        askHelpers(probe, address, now);
        for (Address other : probe.target.record().addresses()) {
            if (!other.equals(address)) {
                pings.send(probe.question, probe.target, other, now);
            }
        }
        probe.channel = channels.openStream(address, Message.Purpose.PROBE, new Stream(probe, outcome));
        probe.streamHash = view.hash();
        channels.write(probe.channel, List.of(pings.message(probe.question)));
    }

    /** They have until shortly before the period's end, so that their nacks still come in time. */
    private void askHelpers(Probe probe, Address address, long now) {
        long timeout = health.stretch(settings.get(ProtocolSetting.PROBE_PERIOD)) * 4 / 5 - (now - probe.sentAt);
        List<MemberEntry> helpers = selector.random(
                settings.count(ProtocolSetting.PROBE_HELPERS),
                entry -> entry != probe.target && entry.status() == Status.ALIVE);
        for (MemberEntry helper : helpers) {
            if (pings.sendThrough(probe.question, helper, address, timeout, now)) {
                probe.helpers++;
            }
        }
    }

    /** Closes the stream; the probe's question is closed by whoever opened it. */
    void end(Probe probe) {
        channels.close(probe.channel);
    }

    private final class Stream implements ChannelHandler {
        private final Probe probe;
        private final ByStream outcome;

        Stream(Probe probe, ByStream outcome) {
            this.probe = probe;
            this.outcome = outcome;
        }

        @Override
        public void opened(long channel, long now) {
            probe.connected = true;
        }

        @Override
        public void received(long channel, List<Message> messages, long now) {
            messages.forEach(message -> answer(message, now));
        }

        private void answer(Message message, long now) {
            if (probe.over || probe.byStream) {
                return;
            }
            if (message instanceof Message.Ack ack && probe.question.acknowledgedBy(message)) {
                probe.byStream = true;
                end(probe);
                outcome.answered(probe, now);
                pings.heardByStream(probe.target, ack, probe.streamHash, now);
            } else if (probe.question.deniedBy(message) && probe.sameGeneration()) {
                outcome.gone(probe, now);
            }
        }

        @Override
        public void closed(long channel, CloseCause cause, long now) {
            probe.streamEnd = cause;
            if (cause == CloseCause.REFUSED && !probe.over && probe.sameGeneration()) {
                outcome.refused(probe, now);
            }
        }
    }
}
