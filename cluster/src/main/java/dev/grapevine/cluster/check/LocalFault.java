package dev.grapevine.cluster.check;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Tells what this process or host lacks from what a checked server did. A run that fails for want of memory, file
 * descriptors or local ports says nothing about the server, so it has no result.
 */
public final class LocalFault {

    /** Ends a run that this process could not make, so that it says nothing about what it was to check. */
    public static final class NoResultException extends IOException {

        private static final long serialVersionUID = 1;

        /** @param message for people: what is missing */
        public NoResultException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static final int MAX_CAUSES = 8;

    private LocalFault() {}

    /**
     * What this process lacks.
     *
     * @return null if the failure tells of the server, or of the way to it
     */
    static @Nullable String reason(Throwable failure) {
        Throwable cause = failure;
        boolean io = false;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof NoResultException) {
                return cause.getMessage();
            }
            if (cause instanceof OutOfMemoryError) {
                return "this process has no memory or no thread left: " + cause.getMessage();
            }
            if (cause instanceof BindException) {
                return "this host has no local address or port for the connection: " + cause.getMessage();
            }
            io |= cause instanceof IOException;
            cause = cause.getCause();
        }
        return io ? withoutSocket() : null;
    }

    /**
     * Asks the system, because its messages are in the language of the user, and some failures do not name their reason:
     * a look-up without a descriptor ends like that of an unknown name.
     */
    private static @Nullable String withoutSocket() {
        try {
            SocketChannel.open().close();
            return null;
        } catch (IOException e) {
            return "this process cannot open a socket: " + e.getMessage();
        }
    }
}
