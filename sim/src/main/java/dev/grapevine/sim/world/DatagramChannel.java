package dev.grapevine.sim.world;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;

/** A datagram socket connected to one address: it receives from there only, and learns of "port unreachable". */
final class DatagramChannel implements Channel {

    final Process process;
    final Address local;
    final Address remote;
    private final long number;

    DatagramChannel(Process process, long number, Address local, Address remote) {
        this.process = process;
        this.number = number;
        this.local = local;
        this.remote = remote;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public void write(List<Message> messages) {
        process.port().sendDatagram(local, remote, messages, this);
    }

    @Override
    public void close() {
        process.host().unbind(this);
    }

    @Override
    public void killed() {
        close();
    }

    @Override
    public void vanish() {
        close();
    }

    /** Closes it now, and tells the program afterwards, never within a call that the program makes. */
    void closed(CloseCause cause) {
        process.host().unbind(this);
        World world = process.host().world;
        world.schedule(world.now(), new Closed(cause));
    }

    /** Tells the program that the kernel closed the socket. */
    private final class Closed extends Input {
        private final CloseCause cause;

        Closed(CloseCause cause) {
            this.cause = cause;
        }

        @Override
        void happen() {
            process.accept(this);
        }

        @Override
        void deliver(Program program, long now, SimPort port) {
            if (port.holds(DatagramChannel.this)) {
                port.forget(DatagramChannel.this);
                program.channelClosed(number, cause, now);
            }
        }
    }
}
