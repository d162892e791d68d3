package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.FrameBuffer;
import dev.grapevine.core.wire.FrameWriter;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Seal;
import dev.grapevine.core.wire.SealContext;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sealed stream. Its sides agree on a key in two frames in clear; then each says HELLO alone in a frame of its own, which proves that it has the key
 * now, and only then anything else.
 */
final class SealedStream implements StreamSession {

    /** The most bytes that a frame in clear, or the first sealed one, may have after its length. */
    static final int FIRST_FRAMES = 512;

    private static final Decoded NOTHING_TOLD = new Decoded.Batch(List.of(), 0);

    private enum Phase {
        /** The two frames in clear. */
        HANDSHAKE,
        /** The other side's HELLO is still to come. */
        GREETING,
        OPEN,
        BROKEN
    }

    private final KeyRing keys;
    private final Cryptography cryptography;
    private final StreamHandshake handshake;
    private final FrameBuffer frame;

    /** The opener's frame of the handshake; null on the answerer's side. */
    private final byte @Nullable [] opening;

    private final List<Message> waiting = new ArrayList<>();
    private Phase phase = Phase.HANDSHAKE;
    private byte[] clear;
    private @Nullable FrameWriter writer;
    private @Nullable Seal reader;
    private @Nullable ClusterKey key;
    private @Nullable StreamSecret secret;
    private Decoded.@Nullable Rejected broken;

    private SealedStream(KeyRing keys, Cryptography cryptography, byte[] cluster, FrameBuffer frame, boolean opener) {
        this.keys = keys;
        this.cryptography = cryptography;
        this.handshake = new StreamHandshake(keys, cryptography, cluster);
        this.frame = frame;
        this.opening = opener ? handshake.opening() : null;
        this.clear = opening == null ? new byte[0] : opening;
    }

    /** The side that opens the stream. */
    static SealedStream opener(KeyRing keys, Cryptography cryptography, byte[] cluster) {
        return new SealedStream(keys, cryptography, cluster, new FrameBuffer(), true);
    }

    /**
     * The side that accepted the stream.
     *
     * @param frame perhaps with the opener's first frame in it, to be read by {@link #current}
     */
    static SealedStream answerer(KeyRing keys, Cryptography cryptography, byte[] cluster, FrameBuffer frame) {
        return new SealedStream(keys, cryptography, cluster, frame, false);
    }

    // ---- writing

    @Override
    public ByteBuffer write(List<Message> messages) {
        if (writer != null) {
            return writer.write(messages);
        }
        waiting.addAll(messages);
        return PlainStream.NOTHING;
    }

    @Override
    public ByteBuffer pending() {
        byte[] first = clear;
        clear = new byte[0];
        if (writer == null || waiting.isEmpty()) {
            return ByteBuffer.wrap(first);
        }
        ByteBuffer frames = writer.write(List.copyOf(waiting));
        waiting.clear();
        return first.length == 0
                ? frames
                : ByteBuffer.allocate(first.length + frames.remaining())
                        .put(first)
                        .put(frames)
                        .flip();
    }

    // ---- reading

    @Override
    public @Nullable Decoded read(ByteBuffer chunk) {
        if (broken != null) {
            return broken;
        }
        return switch (frame.next(chunk, 1, phase == Phase.OPEN ? FrameWriter.MAX_LENGTH : FIRST_FRAMES)) {
            case MORE -> null;
            case FRAME -> current();
            case BAD_LENGTH -> breakOff(DropReason.OVERSIZE, "a frame of " + frame.length() + " bytes at this place");
        };
    }

    /** Reads the frame that is in the buffer. */
    Decoded current() {
        Decoded decoded = switch (phase) {
            case HANDSHAKE -> opening == null ? answered() : agreed(opening);
            case GREETING -> greeting();
            case OPEN -> sealed();
            case BROKEN -> rejected(DropReason.SEAL, "the stream is broken");
        };
        frame.release();
        return decoded instanceof Decoded.Rejected rejected ? breakOff(rejected.reason(), rejected.detail()) : decoded;
    }

    /** The answerer reads the opener's frame. */
    private Decoded answered() {
        byte[] theirs = clearFrame();
        StreamHandshake.Answer answer = theirs == null ? null : handshake.answer(theirs);
        if (theirs == null || answer == null) {
            return rejected(DropReason.MALFORMED, "no handshake where one was due");
        }
        clear = answer.frame();
        ClusterKey chosen = answer.key();
        if (chosen == null) {
            return rejected(DropReason.SEAL, answer.refusal());
        }
        agree(chosen, false, handshake.transcript(theirs, answer.frame()));
        return NOTHING_TOLD;
    }

    /** The opener reads the answer. */
    private Decoded agreed(byte[] ours) {
        byte[] theirs = clearFrame();
        StreamHandshake.Agreement agreement = theirs == null ? null : handshake.agreed(theirs);
        if (theirs == null || agreement == null) {
            return rejected(DropReason.MALFORMED, "no handshake where one was due");
        }
        if (agreement.refused() != null) {
            phase = Phase.BROKEN;
            return new Decoded.Batch(List.of(agreement.refused()), 0);
        }
        ClusterKey chosen = agreement.key() == null ? null : keys.key(agreement.key());
        if (chosen == null) {
            return rejected(DropReason.SEAL, "an answer with a key that was not offered");
        }
        agree(chosen, true, handshake.transcript(ours, theirs));
        return NOTHING_TOLD;
    }

    private void agree(ClusterKey chosen, boolean opener, byte[] transcript) {
        key = chosen;
        secret = new StreamSecret(chosen.id(), transcript, opener);
        writer = new FrameWriter(
                new StreamSeal(cryptography.aead(), handshake.directionKey(chosen, opener, transcript)));
        reader = new StreamSeal(cryptography.aead(), handshake.directionKey(chosen, !opener, transcript));
        phase = Phase.GREETING;
    }

    private byte @Nullable [] clearFrame() {
        return frame.flag() == FrameWriter.HANDSHAKE
                ? Arrays.copyOf(frame.bytes(), FrameWriter.HEADER - 1 + frame.length())
                : null;
    }

    private Decoded greeting() {
        Decoded decoded = sealed();
        if (decoded instanceof Decoded.Batch batch) {
            if (batch.messages().size() != 1
                    || !FrameWriter.isGreeting(batch.messages().get(0))) {
                return rejected(DropReason.MALFORMED, "something else than a greeting in the first sealed frame");
            }
            phase = Phase.OPEN;
        }
        return decoded;
    }

    private Decoded sealed() {
        if (frame.flag() != FrameWriter.SEALED || reader == null) {
            return rejected(DropReason.MALFORMED, "a frame in clear on a sealed stream");
        }
        if (key != null && !keys.accepts(key)) {
            return rejected(DropReason.SEAL, "its key was removed");
        }
        Seal.Opened opened =
                reader.open(SealContext.FENCED_FRAME, frame.bytes(), FrameWriter.HEADER, frame.length() - 1);
        return opened instanceof Seal.Body body
                ? Codec.decode(body.bytes(), body.offset(), body.length())
                : (Decoded.Rejected) opened;
    }

    private static Decoded.Rejected rejected(DropReason reason, String detail) {
        return new Decoded.Rejected(reason, detail);
    }

    private Decoded.Rejected breakOff(DropReason reason, String detail) {
        phase = Phase.BROKEN;
        Decoded.Rejected rejected = rejected(reason, detail);
        broken = rejected;
        waiting.clear();
        return rejected;
    }

    @Override
    public @Nullable StreamSecret secret() {
        return secret;
    }

    @Override
    public boolean midFrame() {
        return frame.midFrame();
    }
}
