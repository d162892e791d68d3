package dev.grapevine.agent.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts from PEM files. */
final class TlsContexts {

    private static final char[] NO_PASSWORD = {};
    private static final byte[] NO_DATA = {};

    private TlsContexts() {}

    /**
     * A context.
     *
     * @param certificate the own chain; empty for none
     * @param key empty if it is in the same file
     * @param trusted empty for the authorities of the Java runtime
     * @throws TlsException if a file cannot be used
     */
    static SSLContext of(Optional<PemFile> certificate, Optional<PemFile> key, Optional<PemFile> trusted)
            throws TlsException {
        try {
            KeyManager @Nullable [] own =
                    certificate.isPresent() ? keyManagers(certificate.get(), key.orElse(certificate.get())) : null;
            TrustManager @Nullable [] trust = trusted.isPresent() ? trustManagers(trusted.get()) : null;
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, trust, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException("cannot set TLS up: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] keyManagers(PemFile certificate, PemFile key)
            throws TlsException, GeneralSecurityException, IOException {
        List<Certificate> chain = certificate.certificates();
        PrivateKey own = key.privateKey();
        if (!fit(own, chain.get(0))) {
            throw new TlsException(key.path() + " is not the key of the first certificate in " + certificate.path()
                    + "; give the two that were made together, the own certificate first");
        }
        KeyStore store = empty();
        store.setKeyEntry("own", own, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trustManagers(PemFile trusted)
            throws TlsException, GeneralSecurityException, IOException {
        KeyStore store = empty();
        int number = 0;
        for (Certificate authority : trusted.certificates()) {
            store.setCertificateEntry("authority" + number++, authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Whether what the key signs is verified by the certificate. */
    private static boolean fit(PrivateKey key, Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(NO_DATA);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(NO_DATA);
            return signature.verify(signed);
        } catch (GeneralSecurityException differentKinds) {
            return false;
        }
    }
}
