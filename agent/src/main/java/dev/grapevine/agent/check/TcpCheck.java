package dev.grapevine.agent.check;

import dev.grapevine.agent.config.HostPort;
import dev.grapevine.model.Health;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

/** Passes when a connection is taken. */
final class TcpCheck implements HealthCheck {

    private final HostPort target;
    private final Duration timeout;

    TcpCheck(HostPort target, Duration timeout) {
        this.target = target;
        this.timeout = timeout;
    }

    @Override
    public CheckResult run() {
        try (Socket socket = new Socket()) {
            // Resolved anew each time: a name may move.
            socket.connect(new InetSocketAddress(target.host(), target.port()), (int) Math.max(1, timeout.toMillis()));
            return new CheckResult(Health.PASSING, "connected to " + target);
        } catch (SocketTimeoutException e) {
            return new CheckResult(Health.CRITICAL, target + " took no connection within " + seconds(timeout));
        } catch (UnknownHostException e) {
            return new CheckResult(Health.CRITICAL, "host " + target.host() + " is not known");
        } catch (IOException e) {
            return new CheckResult(Health.CRITICAL, target + ": " + e.getMessage());
        }
    }

    static String seconds(Duration duration) {
        return duration.toMillis() / 1e3 + " s";
    }
}
