package dev.grapevine.cluster.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The name of this host. {@link InetAddress#getLocalHost} looks its address up besides, which takes ten seconds where the
 * name does not resolve; so the system is asked directly, and where that is not possible, only for a short time.
 */
public final class HostName {

    private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");
    private static final long TIMEOUT_MILLIS = 1_000;

    private HostName() {}

    /** Empty if it cannot be found within a second. */
    public static Optional<String> find() {
        String name = "";
        try {
            name = Files.readString(LINUX).strip();
        } catch (IOException elsewhere) {
            for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
                String value = System.getenv(variable);
                name = value == null || !name.isEmpty() ? name : value.strip();
            }
        }
        return name.isEmpty() ? lookedUp() : Optional.of(name);
    }

    private static Optional<String> lookedUp() {
        CompletableFuture<Optional<String>> found = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        found.complete(Optional.of(InetAddress.getLocalHost().getHostName()));
                    } catch (UnknownHostException e) {
                        found.complete(Optional.empty());
                    }
                },
                "grapevine-host-name");
        thread.setDaemon(true);
        thread.start();
        try {
            return found.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
