package dev.grapevine.core.failure;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks on fresh sockets whether a member that may be dead still answers: a ping from a connected datagram socket,
 * which alone learns of "port unreachable", and a ping by stream, side by side.
 *
 * <h2>What the outcome is worth (PROTOCOL.md, section 2, "What counts")</h2>
 *
 * <ul>
 *   <li>Only an answer that names the generation is life. A kernel completes connections for a process that is stopped.
 *   <li>Only a refused connection is a refusal. It counts at once when the datagram is refused as well, and otherwise
 *       when no answer has come in time: refusals of datagrams are rate-limited on their way.
 *   <li>A fault of this host is no result.
 *   <li>Refusal or silence of an address that never answered here is no result either: perhaps there never was a path.
 * </ul>
 */
public final class ReachabilityCheck {

    /** Receives what one check found; one of the methods is called, once. */
    interface Result {
        /** The check ended. */
        void checked(DetectionLog.Checked found, long now);

        /** A process with a newer generation of the same name answered. */
        void gone(long now);
    }

    private final Channels channels;
    private final Pings pings;
    private final Outbox outbox;
    private final Timers timers;

    public ReachabilityCheck(Channels channels, Pings pings, Outbox outbox, Timers timers) {
        this.channels = channels;
        this.pings = pings;
        this.outbox = outbox;
        this.timers = timers;
    }

    /**
     * Begins to check a member.
     *
     * @param timeoutNanos how long to wait for an answer
     */
    void begin(MemberEntry subject, long timeoutNanos, Result result, long now) {
        Address address = subject.address();
        if (address == null || !outbox.mayConnect(address, now)) {
            timers.at(now, this::noSocket, result);
        } else {
            Look look = new Look(subject, result);
            look.open(address);
            timers.at(now + timeoutNanos, this::timeUp, look);
        }
    }

    private void noSocket(Result result, long now) {
        result.checked(new DetectionLog.Checked(Finding.UNKNOWN, null, null), now);
    }

    private void timeUp(Look look, long now) {
        look.end(look.stream.refused() ? Finding.REFUSES : Finding.SILENT, now);
    }

    /** One check: a question, put by two sockets. */
    private final class Look {
        private final Result result;
        private final boolean hasAnsweredBefore;
        private final Question question;
        private final Socket datagram = new Socket();
        private final Socket stream = new Socket();
        private boolean over;

        Look(MemberEntry subject, Result result) {
            this.result = result;
            this.hasAnsweredBefore = subject.answeredAddress() != null;
            this.question = pings.open(subject, (asked, from, roundTripNanos, now) -> {});
        }

        void open(Address address) {
            datagram.channel = channels.openDatagram(address, datagram);
            channels.write(datagram.channel, List.of(pings.message(question)));
            stream.channel = channels.openStream(address, Message.Purpose.PROBE, stream);
            channels.write(stream.channel, List.of(pings.message(question)));
        }

        private void received(Message message, long now) {
            if (question.acknowledgedBy(message)) {
                end(Finding.LIVES, now);
            } else if (question.deniedBy(message) && close()) {
                result.gone(now);
            }
        }

        private void closed(long now) {
            if (datagram.refused() && stream.refused()) {
                end(Finding.REFUSES, now);
            }
        }

        void end(Finding finding, long now) {
            if (close()) {
                boolean counts = hasAnsweredBefore || finding == Finding.LIVES;
                result.checked(
                        new DetectionLog.Checked(counts ? finding : Finding.UNKNOWN, datagram.end, stream.end), now);
            }
        }

        private boolean close() {
            if (over) {
                return false;
            }
            over = true;
            pings.close(question);
            channels.close(datagram.channel);
            channels.close(stream.channel);
            return true;
        }

        private final class Socket implements ChannelHandler {
            private long channel;

            /** How it closed; null while it is open. */
            private @Nullable CloseCause end;

            boolean refused() {
                return end == CloseCause.REFUSED;
            }

            @Override
            public void received(long from, List<Message> messages, long now) {
                messages.forEach(message -> Look.this.received(message, now));
            }

            @Override
            public void closed(long from, CloseCause cause, long now) {
                end = cause;
                Look.this.closed(now);
            }
        }
    }
}
