package dev.grapevine.agent.tls;

import java.io.IOException;
import java.nio.file.Path;
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
public final class TlsContexts {

    private static final char[] NO_PASSWORD = {};
    private static final byte[] NO_DATA = {};

    private TlsContexts() {}

    /**
     * The context of a server, or of a client.
     *
     * @param certificate the own chain, the own certificate first; empty for none
     * @param key the PKCS#8 key of that certificate; may be the same file
     * @param trusted certificates of the authorities that the other side's certificate must be from; empty for those of the Java runtime
     * @throws TlsException if a file cannot be used
     */
    public static SSLContext of(Optional<Path> certificate, Optional<Path> key, Optional<Path> trusted)
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

    private static KeyManager[] keyManagers(Path certificate, Path key)
            throws TlsException, GeneralSecurityException, IOException {
        List<Certificate> chain = new PemFile(certificate).certificates();
        PrivateKey own = new PemFile(key).privateKey();
        if (!fit(own, chain.get(0))) {
            throw new TlsException(key + " is not the key of the first certificate in " + certificate
                    + "; give the two that were made together, the own certificate first");
        }
        KeyStore store = empty();
        store.setKeyEntry("own", own, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trustManagers(Path trusted)
            throws TlsException, GeneralSecurityException, IOException {
        KeyStore store = empty();
        int number = 0;
        for (Certificate authority : new PemFile(trusted).certificates()) {
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
