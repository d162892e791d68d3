package dev.grapevine.sim.world;

import dev.grapevine.core.wire.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What travels in one datagram or one segment of a stream: the messages themselves, or sealed bytes, which only their receiver can read. It knows
 * where it comes from, as no receiver does, so that a run can be checked.
 */
public final class Packet {

    /** Nothing. */
    static final Packet EMPTY = new Packet(List.of(), null, 0, null, false);

    private final List<Message> messages;
    private final byte @Nullable [] bytes;
    private final int size;
    private final @Nullable Process sender;
    private final long sentAt;
    private final boolean proof;

    /** The processes whose programs were given it. */
    private final List<Process> takers = new ArrayList<>(0);

    private Packet(List<Message> messages, byte @Nullable [] bytes, int size, @Nullable Process sender, boolean proof) {
        this.messages = messages;
        this.bytes = bytes;
        this.size = size;
        this.sender = sender;
        this.sentAt = sender == null ? 0 : sender.host().worldNow();
        this.proof = proof;
    }

    /**
     * Messages, without bytes.
     *
     * @param size that they would have
     */
    public static Packet of(List<Message> messages, int size) {
        return new Packet(messages, null, size, null, false);
    }

    /**
     * Bytes that a process made now.
     *
     * @param bytes are copied
     */
    public static Packet of(ByteBuffer bytes, Process sender) {
        return of(bytes, sender, false);
    }

    /** Bytes by which sealing asks for a proof, or gives one: there is nothing in them for a program. */
    static Packet proof(ByteBuffer bytes, Process sender) {
        return of(bytes, sender, true);
    }

    private static Packet of(ByteBuffer bytes, Process sender, boolean proof) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return new Packet(List.of(), copy, copy.length, sender, proof);
    }

    /** Bytes that no process of the cluster made. The array belongs to the packet from now on. */
    public static Packet forged(byte[] bytes) {
        return new Packet(List.of(), bytes, bytes.length, null, false);
    }

    /** The messages; empty if there are bytes. */
    public List<Message> messages() {
        return messages;
    }

    /** The bytes, from 0 to the limit; null if there are only messages. They are not to be changed. */
    public @Nullable ByteBuffer bytes() {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    /** Whether it holds bytes that nobody but its receiver can read. */
    public boolean opaque() {
        return bytes != null;
    }

    /** How many bytes it takes, without the headers of IP, UDP and TCP. */
    public int size() {
        return size;
    }

    /** The process that made these bytes; null if a stranger forged them, or if there are none. */
    public @Nullable Process sender() {
        return sender;
    }

    /** When the bytes were made, in nanoseconds since the beginning of the world. */
    public long sentAt() {
        return sentAt;
    }

    /** Whether there is nothing in it for a program. */
    public boolean isProof() {
        return proof;
    }

    /** Notes that a process takes it; false if it took it before. */
    public boolean takenBy(Process process) {
        if (takers.contains(process)) {
            return false;
        }
        takers.add(process);
        return true;
    }
}
