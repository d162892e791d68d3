package dev.grapevine.agent.tls;

/** A PEM file cannot be used; the message says which, why, and what to do. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1;

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }

    TlsException(String message) {
        super(message);
    }
}
