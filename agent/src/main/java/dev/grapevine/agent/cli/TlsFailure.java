package dev.grapevine.agent.cli;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in words why TLS with an agent failed, and what to do. */
final class TlsFailure {

    private TlsFailure() {}

    static String words(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(cause);
            if (known != null) {
                return known;
            }
        }
        String message = String.valueOf(failure.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("alert") && lower.contains("certificate")) {
            return "it refuses this command's certificate, or the lack of one; give one of its client authorities with"
                    + " --cert FILE or GRAPEVINE_CERT";
        }
        if (lower.contains("unrecognized ssl message")) {
            return "it does not speak TLS there; use http:// in the URL";
        }
        return "TLS failed: " + message;
    }

    private static @Nullable String known(Throwable cause) {
        if (cause instanceof CertificateExpiredException) {
            return "its certificate has expired; renew it, or see that the clock of this host is right";
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "its certificate is not valid yet; see that the clock of this host is right";
        }
        if (cause instanceof CertPathBuilderException) {
            return "its certificate is of no authority that is trusted here; give its authority with --ca FILE or"
                    + " GRAPEVINE_CA";
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateException
                && (message.startsWith("No subject alternative") || message.startsWith("No name matching"))) {
            return "its certificate is not for the host in the URL; use a name or an address of the certificate";
        }
        return null;
    }
}
