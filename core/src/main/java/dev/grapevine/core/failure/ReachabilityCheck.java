package dev.grapevine.core.failure;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look at a member that may have died, on fresh sockets: a ping from a connected datagram socket, which alone learns of "port
 * unreachable", and a ping by stream, side by side. Life is an answer that names the generation, and nothing less: a kernel completes connections for a process that stopped long ago.
 * Only a refused connection is a refusal, since datagram refusals are rate-limited on the way; it counts when the datagram is refused too or has
 * found no answer in a while. A fault of this host's own is no result, and neither is refusal or silence of
 * an address that never answered here: perhaps there never was a way.
 */
final class ReachabilityCheck {

    /** What it found; called once. */
    interface Result {
        void found(DetectionLog.Examined found, long now);

        /** Another life of the same name answered in its place. */
        void gone(long now);
    }

    private final Channels channels;
    private final Pings pings;
    private final Result result;
    private final Question question;
    private final boolean known;
    private long datagram;
    private long stream;
    private @Nullable CloseCause datagramEnd;
    private @Nullable CloseCause streamEnd;
    private boolean over;

    private ReachabilityCheck(Channels channels, Pings pings, MemberEntry subject, Result result) {
        this.channels = channels;
        this.pings = pings;
        this.result = result;
        this.known = subject.answeredAddress() != null;
        this.question = pings.open(subject, (asked, from, roundTripNanos, now) -> {});
    }

    /**
     * Begins.
     *
     * @param patience how long to wait for any answer
     */
    static void begin(
            Channels channels,
            Pings pings,
            Timers timers,
            MemberEntry subject,
            long patience,
            Result result,
            long now) {
        Address address = subject.address();
        if (address == null) {
            timers.at(now, then -> result.found(new DetectionLog.Examined(Finding.UNKNOWN, null, null), then));
            return;
        }
        ReachabilityCheck check = new ReachabilityCheck(channels, pings, subject, result);
        check.open(address);
        timers.at(now + patience, check::timeUp);
    }

    private void open(Address address) {
        datagram = channels.openDatagram(address, new ChannelHandler() {
            @Override
            public void received(long channel, List<Message> messages, long now) {
                messages.forEach(message -> answer(message, now));
            }

            @Override
            public void closed(long channel, CloseCause cause, long now) {
                datagramEnd = cause;
                settle(now);
            }
        });
        channels.write(datagram, List.of(pings.message(question)));
        stream = channels.openStream(address, Message.Purpose.PROBE, new ChannelHandler() {
            @Override
            public void received(long channel, List<Message> messages, long now) {
                messages.forEach(message -> answer(message, now));
            }

            @Override
            public void closed(long channel, CloseCause cause, long now) {
                streamEnd = cause;
                settle(now);
            }
        });
        channels.write(stream, List.of(pings.message(question)));
    }

    private void answer(Message message, long now) {
        if (question.acknowledgedBy(message)) {
            finish(Finding.LIVES, now);
        } else if (question.deniedBy(message) && close()) {
            result.gone(now);
        }
    }

    private void settle(long now) {
        if (datagramEnd == CloseCause.REFUSED && streamEnd == CloseCause.REFUSED) {
            finish(Finding.REFUSES, now);
        }
    }

    private void timeUp(long now) {
        finish(streamEnd == CloseCause.REFUSED ? Finding.REFUSES : Finding.SILENT, now);
    }

    private void finish(Finding finding, long now) {
        if (close()) {
            boolean counts = known || finding == Finding.LIVES;
            result.found(new DetectionLog.Examined(counts ? finding : Finding.UNKNOWN, datagramEnd, streamEnd), now);
        }
    }

    private boolean close() {
        if (over) {
            return false;
        }
        over = true;
        pings.close(question);
        channels.close(datagram);
        channels.close(stream);
        return true;
    }
}
