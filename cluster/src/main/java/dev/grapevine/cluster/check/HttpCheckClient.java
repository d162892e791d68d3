package dev.grapevine.cluster.check;

import java.net.InetAddress;
import java.util.List;

/**
 * Sends the requests of HTTP checks. The engine decides when, looks names up, and cancels what is late; what an answer
 * means is decided by the engine as well. So a client keeps no time, follows no redirects, keeps no cookies, answers no
 * challenges and uses no proxy. Thread-safe.
 */
public interface HttpCheckClient extends AutoCloseable {

    /** A request in progress. Thread-safe. */
    interface Call {
        /** Whether the connection was made, as far as the client knows: if not, that is what a late run waits for. */
        boolean connected();

        /** Ends the request, and soon frees what it holds. Does not block; the listener need not be told. */
        void cancel();
    }

    /** Is told how a request ended, once, by any thread. Must not block. */
    interface Listener {
        /**
         * There is a response.
         *
         * @param status the HTTP status of the final response
         * @param body at most {@link HttpCheckOptions#readBytes} bytes: the beginning of the body
         */
        void answered(int status, byte[] body);

        /**
         * There is none.
         *
         * @param cause an {@code IOException} whose message tells people why, or what failed unexpectedly
         */
        void failed(Throwable cause);
    }

    /**
     * Begins a request. Does not block.
     *
     * @param options what to send, and whom to trust
     * @param addresses what the name of the host stands for now, in the order to try; not empty. A client that cannot
     *     be told the address looks the name up once more, which the Java runtime then knows
     */
    Call get(CheckUrl url, HttpCheckOptions options, List<InetAddress> addresses, Listener listener);

    /** Ends all requests, threads and connections. Does not block. */
    @Override
    void close();
}
