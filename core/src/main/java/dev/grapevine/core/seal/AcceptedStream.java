package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.FrameBuffer;
import dev.grapevine.core.wire.FrameWriter;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Seal;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A stream that another member opened, plain or sealed: its first frame tells. */
final class AcceptedStream implements StreamSession {

    private final Seal plain;
    private final boolean takesPlain;
    private final Function<FrameBuffer, SealedStream> sealed;
    private final FrameBuffer frame = new FrameBuffer();
    private @Nullable StreamSession known;
    private Decoded.@Nullable Rejected refused;
    private ByteBuffer refusal = PlainStream.NOTHING;

    /**
     * @param takesPlain whether a plain stream is served, or refused with the reason
     * @param sealed makes the session of a sealed stream
     */
    AcceptedStream(Seal plain, boolean takesPlain, Function<FrameBuffer, SealedStream> sealed) {
        this.plain = plain;
        this.takesPlain = takesPlain;
        this.sealed = sealed;
    }

    @Override
    public @Nullable Decoded read(ByteBuffer chunk) {
        if (known != null) {
            return known.read(chunk);
        }
        if (refused != null) {
            return refused;
        }
        return switch (frame.next(chunk, 1, SealedStream.FIRST_FRAMES)) {
            case MORE -> null;
            case FRAME -> first();
            case BAD_LENGTH -> refuse(DropReason.OVERSIZE, "a first frame of " + frame.length() + " bytes");
        };
    }

    private Decoded first() {
        if (frame.flag() == FrameWriter.HANDSHAKE) {
            SealedStream session = sealed.apply(frame);
            known = session;
            return session.current();
        }
        if (takesPlain) {
            PlainStream session = new PlainStream(plain, frame);
            known = session;
            return session.current();
        }
        refusal = new FrameWriter(plain)
                .write(List.of(new Message.Refused(
                        Message.Reason.KEY, "this cluster has a key, and takes nothing that is not sealed with it")));
        return refuse(DropReason.SEAL, "a plain stream");
    }

    private Decoded.Rejected refuse(DropReason reason, String detail) {
        Decoded.Rejected rejected = new Decoded.Rejected(reason, detail);
        refused = rejected;
        return rejected;
    }

    @Override
    public ByteBuffer write(List<Message> messages) {
        if (known == null) {
            throw new IllegalStateException("the side that accepted a stream answers, and has heard nothing yet");
        }
        return known.write(messages);
    }

    @Override
    public ByteBuffer pending() {
        if (known != null) {
            return known.pending();
        }
        ByteBuffer pending = refusal;
        refusal = PlainStream.NOTHING;
        return pending;
    }

    @Override
    public @Nullable StreamSecret secret() {
        return known == null ? null : known.secret();
    }

    @Override
    public boolean midFrame() {
        return known == null ? frame.midFrame() : known.midFrame();
    }
}
