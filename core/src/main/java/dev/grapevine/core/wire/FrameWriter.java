package dev.grapevine.core.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes messages as frames of a stream: {@code length (4), flag (1), sealed messages}. A frame is neutral if members
 * of other clusters must be able to read it ({@link Message.Hello} and {@link Message.Refused}), and fenced otherwise.
 * Long lists are split between messages, so that a frame stays below {@value #SPLIT_LENGTH} bytes unless a single
 * message is longer. Belongs to one thread.
 */
public final class FrameWriter {

    /** The longest that a frame may be, without the four bytes of its length. */
    public static final int MAX_LENGTH = 1 << 20;

    /** The longest that a frame of several messages may be. */
    public static final int SPLIT_LENGTH = 64 << 10;

    /** The flag of a frame in clear by which the sides of a sealed stream agree on a key. */
    public static final int HANDSHAKE = 2;

    /** The flag of a sealed frame. */
    public static final int SEALED = 3;

    /** Bytes before the sealed messages: the length and the flag. */
    public static final int HEADER = 5;

    static final int NEUTRAL = 0;
    static final int FENCED = 1;
    static final int LENGTH_BYTES = 4;

    private final Seal seal;

    public FrameWriter(Seal seal) {
        this.seal = seal;
    }

    /**
     * Writes as many frames as are needed.
     *
     * @return a new buffer, from 0 to its limit
     * @throws IllegalArgumentException if a single message is longer than a frame may be, or holds a value that cannot
     *     be encoded
     */
    public ByteBuffer write(List<Message> messages) {
        Writer writer = new Writer(Codec.size(messages) + LENGTH_BYTES + 1 + seal.overhead());
        int from = 0;
        while (from < messages.size()) {
            int to = endOfFrame(messages, from);
            frame(writer, messages.subList(from, to));
            from = to;
        }
        return ByteBuffer.wrap(writer.array(), 0, writer.position());
    }

    private int endOfFrame(List<Message> messages, int from) {
        boolean neutral = isGreeting(messages.get(from));
        int length = 1 + seal.overhead();
        int to = from;
        while (to < messages.size() && isGreeting(messages.get(to)) == neutral) {
            length += Codec.size(messages.get(to));
            if (to > from && length > SPLIT_LENGTH) {
                break;
            }
            if (length > MAX_LENGTH) {
                throw new IllegalArgumentException(
                        messages.get(to).kind() + " takes a frame of " + length + " bytes, more than " + MAX_LENGTH);
            }
            to++;
        }
        return to;
    }

    private void frame(Writer writer, List<Message> messages) {
        boolean neutral = isGreeting(messages.get(0));
        int start = writer.position();
        writer.skip(LENGTH_BYTES);
        SealContext context = neutral ? SealContext.NEUTRAL_FRAME : SealContext.FENCED_FRAME;
        writer.u8(seal.flag(context));
        int sealed = writer.position();
        writer.skip(seal.header());
        int body = writer.position();
        Codec.encode(messages, writer);
        int length = writer.position() - body;
        writer.skip(seal.trailer());
        Writer.u32At(writer.array(), start, writer.position() - start - LENGTH_BYTES);
        seal.seal(context, writer.array(), sealed, length);
    }

    /** Whether a message greets, or refuses to: such messages stand in frames of their own. */
    public static boolean isGreeting(Message message) {
        return message instanceof Message.Hello || message instanceof Message.Refused;
    }
}
