package dev.grapevine.core.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the bodies of datagrams for seals that change them. The same list again, as when the same news goes to several members, is copied
 * rather than encoded anew. Belongs to one thread.
 */
public final class BodyWriter {

    private final Writer writer;
    private final int most;
    private @Nullable List<Message> written;

    /** @param most bytes that a body may have */
    public BodyWriter(int most) {
        this.most = most;
        writer = new Writer(most);
    }

    /**
     * Writes the body of these messages to a place in an array.
     *
     * @param messages a list that is not changed afterwards
     * @return its length
     * @throws IllegalArgumentException if a message holds a value that cannot be encoded, or the body does not fit
     */
    public int write(List<Message> messages, byte[] target, int at) {
        if (messages != written) {
            written = null;
            writer.reset(0);
            Codec.encode(messages, writer);
            written = messages;
        }
        int length = writer.position();
        if (length > most) {
            throw new IllegalArgumentException("a datagram has room for " + most + " bytes of messages, not " + length);
        }
        System.arraycopy(writer.array(), 0, target, at, length);
        return length;
    }
}
