package dev.grapevine.agent.tls;

import dev.grapevine.agent.config.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files of one side, as they were at one moment: each is read once, so that what is compared is what is used.
 * Immutable.
 */
public final class TlsFiles {

    private final Part certificate;
    private final Part key;
    private final Part authorities;

    /**
     * One file.
     *
     * @param path null for none
     * @param text null if it cannot be read
     * @param problem why it cannot be read; empty if it can, or if there is none
     */
    private record Part(@Nullable Path path, @Nullable String text, String problem) {

        static Part read(Optional<Path> file) {
            if (file.isEmpty()) {
                return new Part(null, null, "");
            }
            Path path = file.get();
            String reason;
            try {
                return new Part(path, TextFile.read(path), "");
            } catch (NoSuchFileException e) {
                reason = "there is no such file";
            } catch (AccessDeniedException e) {
                reason = "permission denied";
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
            }
            return new Part(path, null, "cannot read " + path + ": " + reason);
        }

        /** The blocks of the file; empty if there is no file. */
        Optional<PemFile> pem() throws TlsException {
            if (!problem.isEmpty()) {
                throw new TlsException(problem);
            }
            return path == null || text == null ? Optional.empty() : Optional.of(new PemFile(path, text));
        }

        String identity() {
            return text == null ? problem : hash(text);
        }

        private static String hash(String text) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java runtime has SHA-256", e);
            }
        }
    }

    private TlsFiles(Part certificate, Part key, Part authorities) {
        this.certificate = certificate;
        this.key = key;
        this.authorities = authorities;
    }

    /**
     * Reads the files. A file that cannot be read is reported when it is used, not here.
     *
     * @param certificate the own chain, the own certificate first; empty for none
     * @param key the PKCS#8 key of that certificate; may be the same file
     * @param trusted certificates of the authorities that the other side's certificate must be from; empty for those of
     *     the Java runtime
     */
    public static TlsFiles read(Optional<Path> certificate, Optional<Path> key, Optional<Path> trusted) {
        return new TlsFiles(Part.read(certificate), Part.read(key), Part.read(trusted));
    }

    /** Equal for files of the same contents; shows nothing of them. */
    public String identity() {
        return certificate.identity() + " " + key.identity() + " " + authorities.identity();
    }

    /** Equal for the same authorities. */
    public String authorities() {
        return authorities.identity();
    }

    /**
     * The context of a server, or of a client.
     *
     * @throws TlsException if a file cannot be used
     */
    public SSLContext context() throws TlsException {
        return TlsContexts.of(certificate.pem(), key.pem(), authorities.pem());
    }

    /**
     * Why others will refuse the own certificate at present; empty if nothing is known that speaks against it.
     *
     * @throws TlsException if it cannot be read
     */
    public Optional<String> warning() throws TlsException {
        Optional<PemFile> own = certificate.pem();
        return own.isPresent() ? own.get().validity() : Optional.empty();
    }
}
