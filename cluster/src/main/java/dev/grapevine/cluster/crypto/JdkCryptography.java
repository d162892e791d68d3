package dev.grapevine.cluster.crypto;

import dev.grapevine.core.seal.Aead;
import dev.grapevine.core.seal.Cryptography;
import dev.grapevine.core.seal.KeyAgreement;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The functions of the JDK's providers. Belongs to one thread, since it keeps its objects: making one takes several times as long as using it.
 */
public final class JdkCryptography implements Cryptography {

    private static final String HMAC = "HmacSHA256";

    private final SecureRandom random = new SecureRandom();
    private final Mac mac;
    private final MessageDigest digest;
    private final Provider ciphers;

    public JdkCryptography() {
        try {
            mac = Mac.getInstance(HMAC);
            digest = MessageDigest.getInstance("SHA-256");
            ciphers = Cipher.getInstance(AesGcm.ALGORITHM).getProvider();
        } catch (GeneralSecurityException e) {
            throw lacking(e);
        }
    }

    /** Every Java platform has these algorithms, unless its security properties were changed. */
    static IllegalStateException lacking(GeneralSecurityException cause) {
        return new IllegalStateException(
                "this Java runtime lacks an algorithm that keys need; look at the security properties of the JDK: "
                        + cause.getMessage(),
                cause);
    }

    @Override
    public void random(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public byte[] hmac(byte[] key, byte[]... parts) {
        try {
            mac.init(new SecretKeySpec(key, HMAC));
        } catch (GeneralSecurityException e) {
            throw lacking(e);
        }
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    @Override
    public byte[] hash(byte[]... parts) {
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    @Override
    public Aead aead() {
        return new AesGcm(ciphers);
    }

    @Override
    public KeyAgreement agreement() {
        return new X25519Agreement();
    }
}
