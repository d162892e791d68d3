package dev.grapevine.agent.check;

import dev.grapevine.agent.tls.TlsException;
import dev.grapevine.agent.tls.TlsFiles;
import dev.grapevine.cluster.check.HttpCheckOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom the checks trust that say so themselves. A file of authorities is read at each run, so that a new one is taken: on a
 * thread of its own, as a disk may be slow, and no other check may wait for it. Thread-safe.
 */
final class CheckTrust implements AutoCloseable {

    /** Waits for what it trusts; told at most once. */
    interface User {
        void trust(SslContextFactory.Client tls);

        /** The file of the authorities cannot be used; the message says why. */
        void distrust(Throwable why);
    }

    private static final int IDLE_SECONDS = 5;

    private final ThreadPoolExecutor reader;

    /** Who waits for the same answer: by the file of the authorities, or by none for everybody. */
    private final Map<Optional<Path>, Set<User>> waiting = new HashMap<>();

    /** Of the reader alone. */
    private final Map<Path, Known> known = new HashMap<>();

    private SslContextFactory.@Nullable Client everybody;

    /** @param identity of the file that the factory was made of */
    private record Known(String identity, SslContextFactory.Client factory) {}

    CheckTrust(String threadName) {
        reader = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        reader.allowCoreThreadTimeOut(true);
    }

    /** Finds whom to trust; never waits. */
    void find(HttpCheckOptions options, User user) {
        Optional<Path> file = options.authorities();
        synchronized (waiting) {
            Set<User> others = waiting.get(file);
            if (others != null) {
                others.add(user);
                return;
            }
            waiting.put(file, new LinkedHashSet<>(Set.of(user)));
        }
        try {
            reader.execute(() -> answer(file));
        } catch (Throwable e) { // it was closed, or no thread can be made
            taken(file).forEach(each -> each.distrust(e));
        }
    }

    /** The user does not want to be told any more. */
    void forget(User user) {
        synchronized (waiting) {
            waiting.values().forEach(users -> users.remove(user));
        }
    }

    private Set<User> taken(Optional<Path> file) {
        synchronized (waiting) {
            Set<User> users = waiting.remove(file);
            return users == null ? Set.of() : users;
        }
    }

    private void answer(Optional<Path> file) {
        SslContextFactory.Client tls;
        try {
            tls = file.isPresent() ? authorities(file.get()) : everybody();
        } catch (Throwable e) {
            taken(file).forEach(each -> each.distrust(e));
            return;
        }
        for (User each : taken(file)) {
            try {
                each.trust(tls);
            } catch (Throwable e) { // for example because memory has run out; the others must be told
                each.distrust(e);
            }
        }
    }

    private SslContextFactory.Client everybody() throws IOException {
        SslContextFactory.Client made = everybody;
        if (made == null) {
            made = new SslContextFactory.Client(true);
            made.setEndpointIdentificationAlgorithm(null);
            start(made);
            everybody = made;
        }
        return made;
    }

    private SslContextFactory.Client authorities(Path path) throws IOException {
        TlsFiles files = TlsFiles.read(Optional.empty(), Optional.empty(), Optional.of(path));
        Known before = known.get(path);
        if (before != null && before.identity().equals(files.identity())) {
            return before.factory();
        }
        SslContextFactory.Client made = new SslContextFactory.Client();
        try {
            made.setSslContext(files.context());
        } catch (TlsException e) {
            throw new IOException(e.getMessage(), e);
        }
        start(made);
        known.put(path, new Known(files.identity(), made));
        return made;
    }

    private static void start(SslContextFactory.Client made) throws IOException {
        try {
            made.start();
        } catch (Exception e) { // the method throws anything
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Who waits is told nothing any more. */
    @Override
    public void close() {
        reader.shutdownNow();
    }
}
