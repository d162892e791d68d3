package dev.grapevine.core.seal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hashes of the JDK, which is what keyrings need; and no cipher. */
final class HashesOnly implements Cryptography {

    @Override
    public void random(byte[] bytes) {
        throw new AssertionError("nothing is drawn here");
    }

    @Override
    public byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public byte[] hash(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Aead aead() {
        throw new AssertionError("nothing is sealed here");
    }

    @Override
    public KeyAgreement agreement() {
        throw new AssertionError("nothing is agreed here");
    }
}
