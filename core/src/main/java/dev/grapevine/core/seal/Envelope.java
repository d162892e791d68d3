package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Salt;
import dev.grapevine.model.Address;

/**
 * A sealed datagram as it came in, before anything is opened.
 *
 * @param bytes hold it from {@code start} on
 * @param length of the whole datagram, at least {@link #OVERHEAD}
 */
record Envelope(byte[] bytes, int start, int length, Salt salt, long counter, Address from) {

    /** Bytes before the ciphertext: hint, salt, counter. */
    static final int HEADER = 1 + Salt.LENGTH + 6;

    /** Bytes that sealing adds. */
    static final int OVERHEAD = HEADER + Aead.TAG;

    /** Where the counter stands in a datagram. */
    static final int COUNTER_AT = 1 + Salt.LENGTH;

    private static final byte[] PREFIX = {1, 0};

    static Envelope of(byte[] bytes, int start, int length, Address from) {
        return new Envelope(
                bytes, start, length, Salt.at(bytes, start + 1), readCounter(bytes, start + COUNTER_AT), from);
    }

    /** Opens it. */
    boolean open(Aead cipher, byte[] nonce, byte[] into) {
        writeCounter(nonce, Aead.NONCE - 6, counter);
        return cipher.open(nonce, PREFIX, bytes, start, start + HEADER, length - HEADER, into);
    }

    /** Seals a body in place: after room for the header, and with room for the tag after it. */
    static void seal(Aead cipher, byte[] nonce, KeyId key, Salt salt, long counter, byte[] bytes, int length) {
        bytes[0] = key.hint();
        salt.write(bytes, 1);
        writeCounter(bytes, COUNTER_AT, counter);
        writeCounter(nonce, Aead.NONCE - 6, counter);
        cipher.seal(nonce, PREFIX, bytes, 0, HEADER, length);
    }

    private static void writeCounter(byte[] bytes, int at, long counter) {
        for (int i = 0; i < 6; i++) {
            bytes[at + i] = (byte) (counter >>> 8 * (5 - i));
        }
    }

    private static long readCounter(byte[] bytes, int at) {
        long counter = 0;
        for (int i = 0; i < 6; i++) {
            counter = counter << 8 | bytes[at + i] & 0xff;
        }
        return counter;
    }
}
