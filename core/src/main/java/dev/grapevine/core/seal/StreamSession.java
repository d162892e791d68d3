package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the messages of one stream into bytes and back. Single-threaded.
 *
 * <p>Where keys have to be agreed first, what is written waits as messages, and the session has bytes of its own to send: {@link #pending} is to be
 * sent after the stream is opened, and after each {@link #read}.
 */
public interface StreamSession {

    /**
     * The bytes of these messages; none while they wait for the keys.
     *
     * @return a new buffer, from 0 to its limit
     * @throws IllegalArgumentException if a message is too long for a frame, or holds a value that cannot be encoded
     */
    ByteBuffer write(List<Message> messages);

    /**
     * Reads up to the end of the next frame.
     *
     * @param chunk bytes that came in; its position moves past those that were read
     * @return the messages of that frame, none of a frame that only agrees on keys; null if the chunk ends before the frame does. After
     *     {@link Decoded.Rejected} the stream can only be closed, and every further call returns the same
     */
    @Nullable Decoded read(ByteBuffer chunk);

    /** What is to be sent now besides what was written, and after it; often nothing. A new buffer, from 0 to its limit. */
    ByteBuffer pending();

    /** What the sides of a sealed stream have agreed on; null before that, and on a stream in clear. */
    default @Nullable StreamSecret secret() {
        return null;
    }

    /** Whether a frame has begun and not ended; a stream that ends here was cut off. */
    boolean midFrame();
}
