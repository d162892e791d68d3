package dev.grapevine.cluster;

import dev.grapevine.cluster.crypto.JdkCryptography;
import dev.grapevine.core.seal.ClusterKey;
import java.security.SecureRandom;

/** Makes and names the keys that {@link Cluster.Builder#key} takes. */
public final class ClusterKeys {

    /** Bytes of a key. */
    public static final int LENGTH = ClusterKey.LENGTH;

    private ClusterKeys() {}

    /** A new key, from the system's source of randomness. */
    public static byte[] generate() {
        byte[] key = new byte[LENGTH];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /**
     * The id of a key: 16 hexadecimal digits, which tell nothing of the key itself.
     *
     * @throws IllegalArgumentException if it has not {@value #LENGTH} bytes
     */
    public static String id(byte[] key) {
        ClusterKey named = ClusterKey.of(Arguments.notNull(key, "key"), new JdkCryptography());
        try {
            return named.id().toString();
        } finally {
            named.clear();
        }
    }
}
