package dev.grapevine.agent.check;

import dev.grapevine.agent.config.HostPort;
import dev.grapevine.model.Health;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

/** Passes if a connection is accepted. */
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
            // Resolved again for each run, because the addresses of a name may change.
            socket.connect(new InetSocketAddress(target.host(), target.port()), (int) Math.max(1, timeout.toMillis()));
            return new CheckResult(Health.PASSING, "connected to " + target);
        } catch (SocketTimeoutException e) {
            return new CheckResult(Health.CRITICAL, target + " accepted no connection within " + seconds(timeout));
        } catch (UnknownHostException e) {
            return new CheckResult(Health.CRITICAL, "unknown host " + target.host());
        } catch (IOException e) {
            return new CheckResult(Health.CRITICAL, target + ": " + e.getMessage());
        }
    }

    static String seconds(Duration duration) {
        return duration.toMillis() / 1e3 + " s";
    }
}
