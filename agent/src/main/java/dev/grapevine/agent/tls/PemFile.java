package dev.grapevine.agent.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and PKCS#8 keys from a PEM file. Messages never repeat what is in it. */
public final class PemFile {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ");
    private static final String PKCS8 = "PRIVATE KEY";

    private record Block(String label, String body) {}

    private final Path path;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * The blocks in the text of a file.
     *
     * @param path for messages
     * @throws TlsException if a block has no end
     */
    public PemFile(Path path, String text) throws TlsException {
        this.path = path;
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        if (BEGIN.matcher(text).results().count() != blocks.size()) {
            throw new TlsException(path + ": a block that begins in it does not end; is the file cut off?");
        }
    }

    Path path() {
        return path;
    }

    /** The certificates, in the order of the file; at least one. */
    public List<Certificate> certificates() throws TlsException {
        List<Certificate> found = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label().equals("CERTIFICATE")) {
                String pem = "-----BEGIN CERTIFICATE-----" + block.body() + "-----END CERTIFICATE-----";
                try {
                    found.add(CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
                } catch (CertificateException e) {
                    throw new TlsException(
                            path + ": certificate " + (found.size() + 1)
                                    + " in it cannot be read; is the file cut off?",
                            e);
                }
            }
        }
        if (found.isEmpty()) {
            throw new TlsException(path + ": there is no certificate in it; expected PEM with BEGIN CERTIFICATE");
        }
        return found;
    }

    /** Why others will refuse the first certificate at present; empty if it is valid. */
    Optional<String> validity() throws TlsException {
        if (certificates().get(0) instanceof X509Certificate own) {
            Instant now = Instant.now();
            Instant from = own.getNotBefore().toInstant();
            Instant to = own.getNotAfter().toInstant();
            if (now.isAfter(to)) {
                return Optional.of(
                        "the certificate in " + path + " expired at " + to + ", so others refuse it; renew it");
            }
            if (now.isBefore(from)) {
                return Optional.of("the certificate in " + path + " is valid from " + from
                        + " on, so others refuse it; is the clock of this host right?");
            }
        }
        return Optional.empty();
    }

    /** The only private key, which must be in PKCS#8. */
    public PrivateKey privateKey() throws TlsException {
        List<Block> keys =
                blocks.stream().filter(block -> block.label().endsWith(PKCS8)).toList();
        if (keys.isEmpty()) {
            throw new TlsException(path + ": there is no private key in it; expected PEM with BEGIN PRIVATE KEY");
        }
        if (keys.size() > 1) {
            throw new TlsException(path + ": there are " + keys.size() + " private keys in it; keep the one to use");
        }
        String label = keys.get(0).label();
        if (!label.equals(PKCS8)) {
            throw new TlsException(path + ": " + label + " is not PKCS#8 in clear; convert it with: openssl pkcs8 "
                    + (label.startsWith("ENCRYPTED") ? "" : "-topk8 -nocrypt ") + "-in " + path + " -out NEWFILE");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(keys.get(0).body());
        } catch (IllegalArgumentException e) {
            throw new TlsException(path + ": the private key in it is not valid base64; is the file cut off?");
        }
        PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(encoded);
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            Optional<PrivateKey> read = read(key, algorithm);
            if (read.isPresent()) {
                return read.get();
            }
        }
        throw new TlsException(path + ": the private key in it is none of EC, RSA and EdDSA; make one of these");
    }

    /** Empty if the key is of another algorithm. */
    private static Optional<PrivateKey> read(PKCS8EncodedKeySpec key, String algorithm) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(key));
        } catch (GeneralSecurityException anotherAlgorithm) {
            return Optional.empty();
        }
    }
}
