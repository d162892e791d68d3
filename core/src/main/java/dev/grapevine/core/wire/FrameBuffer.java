package dev.grapevine.core.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts the frames of one stream together from chunks that may be cut anywhere. It grows with the bytes that have arrived, not with what a length
 * field promises, and shrinks after a long frame. Belongs to one thread.
 */
public final class FrameBuffer {

    /** What {@link #next} found. */
    public enum Found {
        /** A whole frame is in the buffer, until it is {@linkplain #release released}. */
        FRAME,
        /** The chunk ends before the frame does. */
        MORE,
        /** The frame is shorter or longer than allowed. */
        BAD_LENGTH
    }

    private static final int FIRST_CAPACITY = 64;
    private static final int KEPT_CAPACITY = 4 << 10;

    private byte[] held = new byte[FIRST_CAPACITY];
    private int count;

    /**
     * Reads up to the end of the next frame.
     *
     * @param chunk bytes that came in; its position moves past those that were read
     * @param least bytes that a frame has after its length
     * @param most bytes that it may have
     */
    public Found next(ByteBuffer chunk, int least, int most) {
        if (!fill(chunk, FrameWriter.LENGTH_BYTES)) {
            return Found.MORE;
        }
        int length = length();
        if (length < least || length > most) {
            return Found.BAD_LENGTH;
        }
        if (!fill(chunk, FrameWriter.LENGTH_BYTES + length)) {
            return Found.MORE;
        }
        return Found.FRAME;
    }

    /** The frame was read; the next one begins. */
    public void release() {
        count = 0;
        if (held.length > KEPT_CAPACITY) {
            held = new byte[FIRST_CAPACITY];
        }
    }

    /** The frame, from its length on. */
    public byte[] bytes() {
        return held;
    }

    /** Bytes of the frame after its length; the first is the flag. */
    public int length() {
        return Reader.u32At(held, 0);
    }

    /** The first byte after the length. */
    public int flag() {
        return held[FrameWriter.LENGTH_BYTES];
    }

    /** Whether a frame has begun and not ended; a stream that ends here was cut off. */
    public boolean midFrame() {
        return count > 0;
    }

    /** Frees the memory: nothing more is read. */
    void clear() {
        held = new byte[FrameWriter.LENGTH_BYTES];
        count = 0;
    }

    /** Copies from the chunk until so many bytes are held. Returns false if the chunk has too few. */
    private boolean fill(ByteBuffer chunk, int target) {
        int copied = Math.min(target - count, chunk.remaining());
        if (copied > 0) {
            if (held.length < count + copied) {
                held = Arrays.copyOf(held, Math.max(count + copied, Math.min(target, 2 * held.length)));
            }
            chunk.get(held, count, copied);
            count += copied;
        }
        return count >= target;
    }
}
