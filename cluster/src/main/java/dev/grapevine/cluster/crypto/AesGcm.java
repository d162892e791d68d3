package dev.grapevine.cluster.crypto;

import dev.grapevine.core.seal.Aead;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** AES-256-GCM with one {@link Cipher}, which is set anew for each packet. */
final class AesGcm implements Aead {

    static final String ALGORITHM = "AES/GCM/NoPadding";

    private final Cipher cipher;
    private @Nullable Key key;

    /** @param provider of the algorithm: to look for one takes longer than to make the object */
    AesGcm(Provider provider) {
        try {
            cipher = Cipher.getInstance(ALGORITHM, provider);
        } catch (GeneralSecurityException e) {
            throw JdkCryptography.lacking(e);
        }
    }

    @Override
    public void key(byte[] bytes) {
        key = new SecretKeySpec(bytes, "AES");
    }

    @Override
    public void seal(byte[] nonce, byte[] prefix, byte[] buffer, int header, int body, int length) {
        try {
            begin(Cipher.ENCRYPT_MODE, nonce, prefix, buffer, header, body - header);
            cipher.doFinal(buffer, body, length, buffer, body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal a body of " + length + " bytes: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean open(byte[] nonce, byte[] prefix, byte[] buffer, int header, int body, int length, byte[] into) {
        if (length < TAG) {
            return false;
        }
        try {
            begin(Cipher.DECRYPT_MODE, nonce, prefix, buffer, header, body - header);
            cipher.doFinal(buffer, body, length, into, 0);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open a body of " + length + " bytes: " + e.getMessage(), e);
        }
    }

    private void begin(int mode, byte[] nonce, byte[] prefix, byte[] buffer, int header, int length)
            throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
        cipher.updateAAD(prefix);
        if (length > 0) {
            cipher.updateAAD(buffer, header, length);
        }
    }
}
