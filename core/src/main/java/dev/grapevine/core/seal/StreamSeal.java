package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.FrameWriter;
import dev.grapevine.core.wire.Seal;
import dev.grapevine.core.wire.SealContext;
import dev.grapevine.model.DropReason;

/**
 * Seals the frames of one direction of a stream, with a key of their own: {@code length 4 | flag 1 | ciphertext | tag 16}. Frames are numbered from
 * 0, and the number is the nonce. So none can be repeated, left out or reordered.
 */
final class StreamSeal implements Seal {

    private static final byte[] PREFIX = {1, 1};

    private final Aead cipher;
    private final byte[] nonce = new byte[Aead.NONCE];
    private long number;

    StreamSeal(Aead cipher, byte[] key) {
        this.cipher = cipher;
        cipher.key(key);
    }

    @Override
    public int header() {
        return 0;
    }

    @Override
    public int trailer() {
        return Aead.TAG;
    }

    @Override
    public int flag(SealContext context) {
        return FrameWriter.SEALED;
    }

    @Override
    public void seal(SealContext context, byte[] buffer, int start, int length) {
        cipher.seal(nextNonce(), PREFIX, buffer, start - FrameWriter.HEADER, start, length);
    }

    @Override
    public Opened open(SealContext context, byte[] buffer, int start, int length) {
        byte[] body = new byte[Math.max(0, length - Aead.TAG)];
        return cipher.open(nextNonce(), PREFIX, buffer, start - FrameWriter.HEADER, start, length, body)
                ? new Body(body, 0, body.length)
                : new Decoded.Rejected(
                        DropReason.SEAL, "a frame that was damaged, or not sealed with the keys of this stream");
    }

    private byte[] nextNonce() {
        long next = number++;
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[Aead.NONCE - 1 - i] = (byte) (next >>> 8 * i);
        }
        return nonce;
    }
}
