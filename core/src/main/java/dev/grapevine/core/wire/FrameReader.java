package dev.grapevine.core.wire;

import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one stream from chunks that may be cut anywhere. Belongs to one thread.
 *
 * <pre>{@code
 * for (Decoded next = reader.next(chunk); next != null; next = reader.next(chunk)) { ... }
 * }</pre>
 */
public final class FrameReader {

    private final Seal seal;
    private final FrameBuffer frame;
    private Decoded.@Nullable Rejected broken;

    public FrameReader(Seal seal) {
        this(seal, new FrameBuffer());
    }

    /** @param frame may hold a frame that has just been found, and is read by {@link #current} */
    public FrameReader(Seal seal, FrameBuffer frame) {
        this.seal = seal;
        this.frame = frame;
    }

    /**
     * Reads up to the end of the next frame.
     *
     * @param chunk bytes that came in; its position moves past those that were read
     * @return the messages of that frame; null if the chunk ends before the frame does. {@link Decoded.Rejected} is
     *     final: the boundaries of the frames are lost, the stream can only be closed, and every further call returns
     *     the same
     */
    public @Nullable Decoded next(ByteBuffer chunk) {
        if (broken != null) {
            return broken;
        }
        return switch (frame.next(chunk, 1 + seal.overhead(), FrameWriter.MAX_LENGTH)) {
            case MORE -> null;
            case FRAME -> current();
            case BAD_LENGTH -> breakOff(badLength(frame.length()));
        };
    }

    /** Reads the frame that is in the buffer. */
    public Decoded current() {
        int length = frame.length();
        Decoded decoded = length < 1 + seal.overhead()
                ? new Decoded.Rejected(DropReason.MALFORMED, "frame too short")
                : open(length);
        frame.release();
        return decoded instanceof Decoded.Rejected rejected ? breakOff(rejected) : decoded;
    }

    /** Whether a frame has begun and not ended; a stream that ends here was cut off. */
    public boolean midFrame() {
        return broken == null && frame.midFrame();
    }

    private static Decoded.Rejected badLength(int length) {
        return length >= 0 && length <= FrameWriter.MAX_LENGTH
                ? new Decoded.Rejected(DropReason.MALFORMED, "frame too short")
                : new Decoded.Rejected(DropReason.OVERSIZE, "frame of more than " + FrameWriter.MAX_LENGTH + " bytes");
    }

    private Decoded open(int length) {
        int flag = frame.flag();
        if (flag != FrameWriter.NEUTRAL && flag != FrameWriter.FENCED) {
            return new Decoded.Rejected(DropReason.MALFORMED, "unknown frame flag");
        }
        SealContext context = flag == FrameWriter.NEUTRAL ? SealContext.NEUTRAL_FRAME : SealContext.FENCED_FRAME;
        Decoded decoded = Packets.open(seal, context, frame.bytes(), FrameWriter.LENGTH_BYTES + 1, length - 1);
        if (context == SealContext.NEUTRAL_FRAME
                && decoded instanceof Decoded.Batch batch
                && !allNeutral(batch.messages())) {
            return new Decoded.Rejected(DropReason.MALFORMED, "more than a greeting in a neutral frame");
        }
        return decoded;
    }

    private static boolean allNeutral(List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            if (!FrameWriter.isGreeting(messages.get(i))) {
                return false;
            }
        }
        return true;
    }

    private Decoded.Rejected breakOff(Decoded.Rejected rejected) {
        broken = rejected;
        frame.clear();
        return rejected;
    }
}
