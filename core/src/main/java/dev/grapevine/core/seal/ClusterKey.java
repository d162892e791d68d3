package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Salt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key that the members of a cluster share. The bytes themselves are not kept; every key that is really used is derived from it by HKDF with SHA-256 (RFC 5869); see {@code docs/security.md}. Thread-safe but for
 * {@link #clear}.
 */
public final class ClusterKey {

    /** Bytes of a cluster key. */
    public static final int LENGTH = 32;

    private static final byte[] EXTRACT = ascii("grapevine 1");
    private static final byte[] NOTHING = {};
    private static final byte[] SEPARATOR = {0};
    private static final byte[] FIRST_BLOCK = {1};

    private final byte[] pseudorandom;
    private final KeyId id;

    private ClusterKey(byte[] pseudorandom, Cryptography cryptography) {
        this.pseudorandom = pseudorandom;
        this.id = KeyId.at(derive("id", NOTHING, KeyId.LENGTH, cryptography), 0);
    }

    /** @throws IllegalArgumentException if it has not {@value #LENGTH} bytes */
    public static ClusterKey of(byte[] key, Cryptography cryptography) {
        if (key.length != LENGTH) {
            throw new IllegalArgumentException("a cluster key has " + LENGTH + " bytes, not " + key.length);
        }
        return new ClusterKey(cryptography.hmac(EXTRACT, key), cryptography);
    }

    public KeyId id() {
        return id;
    }

    /** The key of all datagrams under one salt. */
    byte[] packetKey(Salt salt, byte[] cluster, Cryptography cryptography) {
        byte[] context = new byte[Salt.LENGTH + cluster.length];
        salt.write(context, 0);
        System.arraycopy(cluster, 0, context, Salt.LENGTH, cluster.length);
        return derive("packet", context, Aead.KEY, cryptography);
    }

    /** Tells clusters of other names apart before anything is sealed. */
    byte[] clusterCheck(byte[] cluster, Cryptography cryptography) {
        return derive("cluster", cluster, 4, cryptography);
    }

    /** HKDF-Expand, of one block: {@code HMAC(prk, label | 0 | context | 1)}, cut to length. */
    byte[] derive(String label, byte[] context, int length, Cryptography cryptography) {
        return Arrays.copyOf(cryptography.hmac(pseudorandom, ascii(label), SEPARATOR, context, FIRST_BLOCK), length);
    }

    /** Overwrites what is known of the key; it can seal and open nothing from now on. */
    public void clear() {
        Arrays.fill(pseudorandom, (byte) 0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "key " + id();
    }
}
