package dev.grapevine.core.seal;

/**
 * The functions that sealing rests on: implemented with the JDK's in {@code cluster}, and by cheap stand-ins in the simulator. Only the peer's
 * thread calls it. The arrays that it returns belong to the caller.
 */
public interface Cryptography {

    /** Fills an array with bytes that nobody can foresee. */
    void random(byte[] bytes);

    /** HMAC-SHA256 (RFC 2104) of the parts, one after the other: 32 bytes. */
    byte[] hmac(byte[] key, byte[]... parts);

    /** SHA-256 of the parts, one after the other: 32 bytes. */
    byte[] hash(byte[]... parts);

    /** A new cipher without a key. */
    Aead aead();

    /** A fresh pair of keys for one agreement. */
    KeyAgreement agreement();
}
