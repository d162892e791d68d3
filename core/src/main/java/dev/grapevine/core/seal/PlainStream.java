package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.FrameBuffer;
import dev.grapevine.core.wire.FrameReader;
import dev.grapevine.core.wire.FrameWriter;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Seal;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream in clear, with checksums. */
public final class PlainStream implements StreamSession {

    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FrameWriter writer;
    private final FrameReader reader;

    public PlainStream(Seal seal) {
        this(seal, new FrameBuffer());
    }

    /** @param frame perhaps with a frame in it */
    PlainStream(Seal seal, FrameBuffer frame) {
        writer = new FrameWriter(seal);
        reader = new FrameReader(seal, frame);
    }

    @Override
    public ByteBuffer write(List<Message> messages) {
        return writer.write(messages);
    }

    @Override
    public @Nullable Decoded read(ByteBuffer chunk) {
        Decoded next = reader.next(chunk);
        return next == null ? null : InClear.introducingNobody(next);
    }

    /** Reads the frame that is in the buffer. */
    Decoded current() {
        return InClear.introducingNobody(reader.current());
    }

    @Override
    public ByteBuffer pending() {
        return NOTHING;
    }

    @Override
    public boolean midFrame() {
        return reader.midFrame();
    }
}
