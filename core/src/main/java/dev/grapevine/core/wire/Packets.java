package dev.grapevine.core.wire;

import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages as sealed datagrams, and reads them. Belongs to one thread, since it reuses its buffers.
 *
 * <pre>{@code
 * Packets packets = new Packets(new PlainSeal("shop"));
 * channel.send(packets.write(messages), address);
 * }</pre>
 */
public final class Packets {

    /** Longer datagrams are not read. This is also the highest packet size that can be configured. */
    public static final int MAX_LENGTH = 1_400;

    private final Seal seal;
    private final Writer writer = new Writer(MAX_LENGTH);

    /** The messages in the buffer; null if the sealed bytes must not be sent again. */
    private @Nullable List<Message> written;

    public Packets(Seal seal) {
        this.seal = seal;
    }

    /** The bytes that {@link #write} makes of these messages. */
    public int size(List<Message> messages) {
        return seal.overhead() + Codec.size(messages);
    }

    /**
     * Writes messages as one datagram; nothing is split or left out. Writing the same list again, as when the same news
     * goes to several members, costs nothing if the seal makes the same bytes again.
     *
     * @param messages a list that is not changed afterwards
     * @return a view of a buffer that the next call overwrites
     * @throws IllegalArgumentException if a message holds a value that cannot be encoded
     */
    public ByteBuffer write(List<Message> messages) {
        if (messages == written) {
            return ByteBuffer.wrap(writer.array(), 0, writer.position());
        }
        written = null;
        writer.reset(seal.header());
        Codec.encode(messages, writer);
        int body = writer.position() - seal.header();
        writer.skip(seal.trailer());
        seal.seal(SealContext.DATAGRAM, writer.array(), 0, body);
        written = seal.repeats() ? messages : null;
        return ByteBuffer.wrap(writer.array(), 0, writer.position());
    }

    /** Opens and decodes a datagram. Never throws because of what it holds. */
    public Decoded read(byte[] bytes, int offset, int length) {
        if (length > MAX_LENGTH) {
            return new Decoded.Rejected(DropReason.OVERSIZE, "datagram of more than " + MAX_LENGTH + " bytes");
        }
        return open(seal, SealContext.DATAGRAM, bytes, offset, length);
    }

    /** The same for the rest of a buffer that is backed by an array, as sockets fill it. */
    public Decoded read(ByteBuffer datagram) {
        return read(datagram.array(), datagram.arrayOffset() + datagram.position(), datagram.remaining());
    }

    static Decoded open(Seal seal, SealContext context, byte[] bytes, int offset, int length) {
        Seal.Opened opened = seal.open(context, bytes, offset, length);
        if (opened instanceof Seal.Body body) {
            return Codec.decode(body.bytes(), body.offset(), body.length());
        }
        return (Decoded.Rejected) opened;
    }
}
