package dev.grapevine.core.seal;

/** One side of an X25519 agreement (RFC 7748), with a pair of keys that was made for it alone. */
public interface KeyAgreement {

    /** Bytes of a public key, and of a secret. */
    int LENGTH = 32;

    /** This side's public key. */
    byte[] publicKey();

    /**
     * What both sides share.
     *
     * @param other public key of the other side
     * @throws IllegalArgumentException if it is no public key, or one that makes the secret known to everybody
     */
    byte[] secret(byte[] other);
}
