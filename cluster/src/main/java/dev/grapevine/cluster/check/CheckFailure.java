package dev.grapevine.cluster.check;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;

/** Says in words why a run on the network failed. */
public final class CheckFailure {

    private CheckFailure() {}

    /**
     * Ends a run: critical if the failure tells of the server, else exceptionally.
     *
     * @param host that was looked up
     * @param what begins the text
     */
    public static void end(CompletableFuture<CheckOutcome> outcome, String host, String what, Throwable cause) {
        if (!(cause instanceof IOException) || LocalFault.reason(cause) != null) {
            outcome.completeExceptionally(cause);
        } else if (cause instanceof UnknownHostException) {
            outcome.complete(CheckOutcome.critical("unknown host " + host));
        } else {
            String message = cause.getMessage();
            outcome.complete(CheckOutcome.critical(what
                    + (message == null || message.isBlank() ? cause.getClass().getSimpleName() : message)));
        }
    }
}
