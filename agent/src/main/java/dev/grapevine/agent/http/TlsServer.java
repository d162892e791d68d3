package dev.grapevine.agent.http;

import dev.grapevine.agent.config.AgentConfig.TlsConfig;
import dev.grapevine.agent.tls.TlsContexts;
import dev.grapevine.agent.tls.TlsException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The certificate of the server, renewed when its files change. New connections get the new one. Thread-safe. */
public final class TlsServer {

    private static final Logger LOG = System.getLogger(TlsServer.class.getName());

    private final TlsConfig files;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private List<FileTime> seen;

    /** @throws TlsException if a file cannot be used */
    public TlsServer(TlsConfig files) throws TlsException {
        this.files = files;
        this.seen = times();
        factory.setSslContext(context());
        factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        factory.setRenegotiationAllowed(false);
        factory.setNeedClientAuth(files.clientCa().isPresent());
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    private SSLContext context() throws TlsException {
        return TlsContexts.of(Optional.of(files.certificate()), Optional.of(files.key()), files.clientCa());
    }

    /** Reads the files again if one of them has changed; if they cannot be used, everything stays as it was. */
    synchronized void renew() {
        List<FileTime> now = times();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            SSLContext renewed = context();
            factory.reload(changed -> changed.setSslContext(renewed));
            LOG.log(Level.INFO, "RELOAD certificate of the HTTP API renewed from " + files.certificate());
        } catch (Exception e) { // the method of the factory throws anything
            LOG.log(
                    Level.ERROR,
                    "RELOAD of the HTTP API's certificate refused, the old one is still served: " + e.getMessage());
        }
    }

    private List<FileTime> times() {
        List<Path> paths = new ArrayList<>(List.of(files.certificate(), files.key()));
        files.clientCa().ifPresent(paths::add);
        return paths.stream().map(TlsServer::time).toList();
    }

    private static FileTime time(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
