package dev.grapevine.core.seal;

/**
 * AES-256-GCM (NIST SP 800-38D) with one key at a time. A header that is sent in clear stands right before the body in the same array; it is
 * authenticated with the body. Belongs to one thread.
 */
public interface Aead {

    /** Bytes of a key. */
    int KEY = 32;

    /** Bytes of a nonce. */
    int NONCE = 12;

    /** Bytes that follow a ciphertext and authenticate it. */
    int TAG = 16;

    /** Takes this key from now on. */
    void key(byte[] key);

    /**
     * Encrypts a body in place, and writes the tag after it.
     *
     * @param nonce 12 bytes, never used twice with this key
     * @param prefix is authenticated besides, and not sent
     * @param header bytes before the body that are authenticated
     * @param body where the body begins
     * @param length of the body
     */
    void seal(byte[] nonce, byte[] prefix, byte[] buffer, int header, int body, int length);

    /**
     * Decrypts what {@link #seal} made. Never throws because of what the bytes hold.
     *
     * @param length of the body and its tag
     * @param into another array than {@code buffer}, which receives the body from its beginning
     * @return whether the tag fits; otherwise {@code into} holds nothing of use
     */
    boolean open(byte[] nonce, byte[] prefix, byte[] buffer, int header, int body, int length, byte[] into);
}
