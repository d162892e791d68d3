package dev.grapevine.agent.http;

import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Where the API is served. The sockets are bound already, so that a port in use is found before anything else is started.
 *
 * @param api closed with the server
 * @param tls null to serve in clear
 * @param health serves the health of the agent alone, in clear; null for none
 */
public record HttpListeners(
        ServerSocketChannel api,
        @Nullable TlsServer tls,
        @Nullable ServerSocketChannel health) {

    /** Everything in clear. */
    public static HttpListeners plain(ServerSocketChannel api) {
        return new HttpListeners(api, null, null);
    }
}
