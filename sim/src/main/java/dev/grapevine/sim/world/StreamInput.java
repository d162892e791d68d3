package dev.grapevine.sim.world;

import dev.grapevine.core.env.CloseCause;
import org.jspecify.annotations.Nullable;

/** What a program is told of a stream. */
final class StreamInput extends Input {

    final StreamEnd end;
    private final @Nullable Packet packet;
    private final @Nullable CloseCause cause;
    private final boolean accepted;

    private StreamInput(StreamEnd end, @Nullable Packet packet, @Nullable CloseCause cause, boolean accepted) {
        this.end = end;
        this.packet = packet;
        this.cause = cause;
        this.accepted = accepted;
    }

    static StreamInput accepted(StreamEnd end) {
        return new StreamInput(end, null, null, true);
    }

    static StreamInput opened(StreamEnd end) {
        return new StreamInput(end, null, null, false);
    }

    static StreamInput received(StreamEnd end, Packet packet) {
        return new StreamInput(end, packet, null, false);
    }

    static StreamInput closed(StreamEnd end, CloseCause cause) {
        return new StreamInput(end, null, cause, false);
    }

    @Override
    @Nullable Host sender() {
        return packet == null ? null : end.other().host;
    }

    @Override
    void happen() {
        end.process.accept(this);
    }

    @Override
    void deliver(Program program, long now, SimPort port) {
        if (!port.holds(end)) {
            return;
        }
        if (packet != null) {
            end.read(packet, program, now);
        } else if (cause != null) {
            port.forget(end);
            program.channelClosed(end.number(), cause, now);
        } else if (accepted) {
            program.channelAccepted(end.number(), end.remote, now);
        } else {
            program.channelOpened(end.number(), now);
        }
    }
}
