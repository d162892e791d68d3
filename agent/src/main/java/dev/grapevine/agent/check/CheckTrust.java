package dev.grapevine.agent.check;

import dev.grapevine.agent.tls.TlsException;
import dev.grapevine.agent.tls.TlsFiles;
import dev.grapevine.cluster.check.HttpCheckOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom the checks trust that say so themselves. A file of authorities is read at each run, so that a new one is taken.
 * Thread-safe.
 */
final class CheckTrust {

    private final Map<Path, Known> known = new HashMap<>();
    private SslContextFactory.@Nullable Client everybody;

    /** @param identity of the file that the factory was made of */
    private record Known(String identity, SslContextFactory.Client factory) {}

    /**
     * Whom to trust; null for those that all other checks trust.
     *
     * @throws IOException if the file of the authorities cannot be used, with a message that says why
     */
    synchronized SslContextFactory.@Nullable Client of(HttpCheckOptions options) throws IOException {
        if (options.usualTls()) {
            return null;
        }
        Optional<Path> file = options.authorities();
        return file.isPresent() ? authorities(file.get()) : everybody();
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
}
