package dev.grapevine.core.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The boxes in which the two sides of one stream give each other cluster keys. Each side draws a pair of keys for this stream alone; so neither an
 * older cluster key nor a recording of the stream opens a box later.
 */
public final class KeyBoxes {

    private static final byte[] SEPARATOR = {0};
    private static final byte[] FIRST_BLOCK = {1};

    private final Cryptography cryptography;
    private final StreamSecret stream;
    private final KeyAgreement agreement;
    private final Aead cipher;

    public KeyBoxes(Cryptography cryptography, StreamSecret stream) {
        this.cryptography = cryptography;
        this.stream = stream;
        this.agreement = cryptography.agreement();
        this.cipher = cryptography.aead();
    }

    /** This side's public key. */
    public byte[] publicKey() {
        return agreement.publicKey();
    }

    /**
     * Puts a key into a box.
     *
     * @param other public key of the other side
     * @param number of the box, from 0; each number only once
     * @return null if the other side's public key is none
     */
    public byte @Nullable [] seal(byte[] other, int number, KeyId id, byte[] key) {
        byte[] boxKey = boxKey(other, stream.opener());
        if (boxKey == null) {
            return null;
        }
        byte[] box = new byte[key.length + Aead.TAG];
        System.arraycopy(key, 0, box, 0, key.length);
        cipher.key(boxKey);
        cipher.seal(nonce(number), bytes(id), box, 0, 0, key.length);
        return box;
    }

    /**
     * Takes a key out of a box of the other side.
     *
     * @param other public key of the other side
     * @return null if the box is not of this stream, or is another than that of this number and id
     */
    public byte @Nullable [] open(byte[] other, int number, KeyId id, byte[] box) {
        byte[] boxKey = box.length < Aead.TAG ? null : boxKey(other, !stream.opener());
        if (boxKey == null) {
            return null;
        }
        byte[] key = new byte[box.length - Aead.TAG];
        cipher.key(boxKey);
        return cipher.open(nonce(number), bytes(id), box, 0, 0, box.length, key) ? key : null;
    }

    private byte @Nullable [] boxKey(byte[] other, boolean openerGives) {
        byte[] secret;
        try {
            secret = agreement.secret(other);
        } catch (IllegalArgumentException e) {
            return null;
        }
        byte[] own = agreement.publicKey();
        return cryptography.hmac(
                cryptography.hmac(stream.transcript(), secret),
                (openerGives ? "opener" : "answerer").getBytes(StandardCharsets.US_ASCII),
                SEPARATOR,
                stream.opener() ? own : other,
                stream.opener() ? other : own,
                FIRST_BLOCK);
    }

    private static byte[] nonce(int number) {
        return ByteBuffer.allocate(Aead.NONCE)
                .putInt(Aead.NONCE - Integer.BYTES, number)
                .array();
    }

    private static byte[] bytes(KeyId id) {
        return ByteBuffer.allocate(KeyId.LENGTH).putLong(id.value()).array();
    }
}
