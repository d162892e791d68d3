package dev.grapevine.cluster.net;

import dev.grapevine.core.env.CloseCause;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;

/**
 * Tells evidence from this host's own faults. "Connection refused" may condemn a member, so nothing else may be taken
 * for it; yet the JDK throws {@link ConnectException} for several system errors and tells them apart by the system's
 * message alone, which follows the locale. So the message is not guessed: it is learned, once, from a port of our own
 * on the loopback interface that nobody listens on.
 */
final class ConnectErrors {

    private static final String USUAL = "Connection refused";

    /** Loopback answers at once, unless a firewall swallows it. */
    private static final int LEARN_MILLIS = 200;

    private final String refusal;

    private ConnectErrors(String refusal) {
        this.refusal = refusal;
    }

    /** Learns how this system words a refusal; where that fails, the usual English wording is expected. */
    static ConnectErrors learn() {
        // Bound, so that nobody else gets the port; without listen, so that the system refuses.
        try (SocketChannel holder = SocketChannel.open();
                SocketChannel caller = SocketChannel.open()) {
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            caller.socket().connect(holder.getLocalAddress(), LEARN_MILLIS);
        } catch (ConnectException e) {
            return new ConnectErrors(withoutAddress(e));
        } catch (IOException e) {
            return new ConnectErrors(USUAL);
        }
        return new ConnectErrors(USUAL);
    }

    /** The JDK adds the address to the words, if it is configured to do so. */
    private static String withoutAddress(ConnectException failure) {
        String words = failure.getMessage() == null ? "" : failure.getMessage();
        int colon = words.indexOf(':');
        return colon < 0 ? words : words.substring(0, colon);
    }

    /** What a failure to connect says: refused, timed out, or nothing (this host's own fault). */
    CloseCause connecting(Exception failure) {
        if (failure instanceof PortUnreachableException) {
            return CloseCause.REFUSED;
        }
        if (failure instanceof SocketTimeoutException) {
            return CloseCause.TIMEOUT;
        }
        if (failure instanceof ConnectException words) {
            // What else it stands for is ETIMEDOUT, and ENOTCONN, which connecting does not give.
            return refusal.equals(withoutAddress(words)) ? CloseCause.REFUSED : CloseCause.TIMEOUT;
        }
        return CloseCause.LOCAL; // no descriptors, no ports, no route, interface down, forbidden, wrong family
    }

    /** What a failure to read or write says once the stream was open. */
    CloseCause open(IOException failure) {
        return failure instanceof java.net.NoRouteToHostException ? CloseCause.LOCAL : CloseCause.RESET;
    }
}
