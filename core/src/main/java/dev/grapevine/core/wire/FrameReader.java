package dev.grapevine.core.wire;

import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one stream from chunks that may be cut anywhere. Its buffer grows with the bytes that have
 * arrived, not with what a length field promises, and shrinks after a long frame. Belongs to one thread.
 *
 * <pre>{@code
 * for (Decoded next = reader.next(chunk); next != null; next = reader.next(chunk)) { ... }
 * }</pre>
 */
public final class FrameReader {

    private static final int FIRST_CAPACITY = 64;
    private static final int KEPT_CAPACITY = 4 << 10;

    private final Seal seal;
    private byte[] held = new byte[FIRST_CAPACITY];
    private int count;
    private Decoded.@Nullable Rejected broken;

    public FrameReader(Seal seal) {
        this.seal = seal;
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
        if (!fill(chunk, FrameWriter.LENGTH_BYTES)) {
            return null;
        }
        int length = Reader.u32At(held, 0);
        if (length < 0 || length > FrameWriter.MAX_LENGTH) {
            return breakOff(new Decoded.Rejected(
                    DropReason.OVERSIZE, "frame of more than " + FrameWriter.MAX_LENGTH + " bytes"));
        }
        if (length < 1 + seal.overhead()) {
            return breakOff(new Decoded.Rejected(DropReason.MALFORMED, "frame too short"));
        }
        if (!fill(chunk, FrameWriter.LENGTH_BYTES + length)) {
            return null;
        }
        Decoded decoded = open(length);
        count = 0;
        if (held.length > KEPT_CAPACITY) {
            held = new byte[FIRST_CAPACITY];
        }
        return decoded instanceof Decoded.Rejected rejected ? breakOff(rejected) : decoded;
    }

    /** Whether a frame has begun and not ended; a stream that ends here was cut off. */
    public boolean midFrame() {
        return count > 0;
    }

    private Decoded open(int length) {
        int flag = held[FrameWriter.LENGTH_BYTES];
        if (flag != FrameWriter.NEUTRAL && flag != FrameWriter.FENCED) {
            return new Decoded.Rejected(DropReason.MALFORMED, "unknown frame flag");
        }
        SealContext context = flag == FrameWriter.NEUTRAL ? SealContext.NEUTRAL_FRAME : SealContext.FENCED_FRAME;
        Decoded decoded = Packets.open(seal, context, held, FrameWriter.LENGTH_BYTES + 1, length - 1);
        if (context == SealContext.NEUTRAL_FRAME
                && decoded instanceof Decoded.Batch batch
                && !allNeutral(batch.messages())) {
            return new Decoded.Rejected(DropReason.MALFORMED, "more than a greeting in a neutral frame");
        }
        return decoded;
    }

    private static boolean allNeutral(List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            if (!FrameWriter.isNeutral(messages.get(i))) {
                return false;
            }
        }
        return true;
    }

    private Decoded.Rejected breakOff(Decoded.Rejected rejected) {
        broken = rejected;
        held = new byte[0];
        count = 0;
        return rejected;
    }

    /** Copies from the chunk until so many bytes are held. Returns false if the chunk has too few. */
    private boolean fill(ByteBuffer chunk, int target) {
        int taken = Math.min(target - count, chunk.remaining());
        if (taken > 0) {
            if (count + taken > held.length) {
                held = Arrays.copyOf(held, Math.max(count + taken, Math.min(target, 2 * held.length)));
            }
            chunk.get(held, count, taken);
            count += taken;
        }
        return count >= target;
    }
}
