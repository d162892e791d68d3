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
 * Separates evidence about others from faults of this host. "Connection refused" can lead to a verdict, so no other
 * error may be mistaken for it. But the JDK throws {@link ConnectException} for several system errors, which differ
 * only in the system's message, and that depends on the locale. So this class learns the message once, by connecting to
 * a loopback port that it holds and does not listen on.
 */
final class ConnectErrors {

    private static final String ENGLISH_REFUSAL = "Connection refused";

    /** Loopback answers at once, unless a firewall drops the packets. */
    private static final int LEARN_MILLIS = 200;

    private final String refusal;

    private ConnectErrors(String refusal) {
        this.refusal = refusal;
    }

    /** Learns how this system words a refusal; if that fails, assumes the English wording. */
    static ConnectErrors learn() {
        // Bound, so that no other process gets the port; not listening, so that the system refuses.
        try (SocketChannel holder = SocketChannel.open();
                SocketChannel caller = SocketChannel.open()) {
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            caller.socket().connect(holder.getLocalAddress(), LEARN_MILLIS);
        } catch (ConnectException e) {
            return new ConnectErrors(withoutAddress(e));
        } catch (IOException e) {
            return new ConnectErrors(ENGLISH_REFUSAL);
        }
        return new ConnectErrors(ENGLISH_REFUSAL);
    }

    /** The JDK appends the address to the message if it is configured to do so. */
    private static String withoutAddress(ConnectException failure) {
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        int colon = message.indexOf(':');
        return colon < 0 ? message : message.substring(0, colon);
    }

    /**
     * What a failure to connect means: refused, timed out, or a fault of this host, which says nothing about the other.
     */
    CloseCause connecting(Exception failure) {
        if (failure instanceof PortUnreachableException) {
            return CloseCause.REFUSED;
        }
        if (failure instanceof SocketTimeoutException) {
            return CloseCause.TIMEOUT;
        }
        if (failure instanceof ConnectException refused) {
            // It also stands for ETIMEDOUT, and for ENOTCONN, which a connect never reports.
            return refusal.equals(withoutAddress(refused)) ? CloseCause.REFUSED : CloseCause.TIMEOUT;
        }
        return CloseCause.LOCAL; // no descriptors, no ports, no route, interface down, forbidden, wrong family
    }

    /** What a failure to read or write an open stream means. */
    CloseCause open(IOException failure) {
        return failure instanceof java.net.NoRouteToHostException ? CloseCause.LOCAL : CloseCause.RESET;
    }
}
