package dev.grapevine.agent.http;

import dev.grapevine.agent.config.AgentConfig.TlsConfig;
import dev.grapevine.agent.tls.TlsException;
import dev.grapevine.agent.tls.TlsFiles;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The certificate of the server, renewed when its files change. New connections get the new one. Thread-safe. */
public final class TlsServer {

    private static final Logger LOG = System.getLogger(TlsServer.class.getName());

    private final TlsConfig config;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();

    // Each is the identity of the files at some time.
    private String served;
    private String authorities;
    private String seen;
    private String refused = "";

    /** @throws TlsException if a file cannot be used */
    public TlsServer(TlsConfig config) throws TlsException {
        this.config = config;
        TlsFiles files = read();
        factory.setSslContext(files.context());
        factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        factory.setRenegotiationAllowed(false);
        factory.setNeedClientAuth(config.clientCa().isPresent());
        this.served = files.identity();
        this.authorities = files.authorities();
        this.seen = served;
        warn(files);
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    private TlsFiles read() {
        return TlsFiles.read(Optional.of(config.certificate()), Optional.of(config.key()), config.clientCa());
    }

    private static void warn(TlsFiles files) throws TlsException {
        files.warning().ifPresent(warning -> LOG.log(Level.WARNING, "HTTP by TLS: " + warning));
    }

    /**
     * Takes the files if they have changed; if they cannot be used, everything stays as it was. To be called again and
     * again: files are taken when two calls in a row have found them the same, as they may be half written before.
     *
     * @param settled whether the files are complete, so that they are taken at once
     * @return whether the authorities of clients have changed
     */
    synchronized boolean renew(boolean settled) {
        TlsFiles files = read();
        String now = files.identity();
        boolean same = now.equals(seen);
        seen = now;
        if (now.equals(served)) {
            refused = "";
            return false;
        }
        if (now.equals(refused) || !(same || settled)) {
            return false;
        }
        try {
            SSLContext renewed = files.context();
            factory.reload(changed -> changed.setSslContext(renewed));
            served = now;
            refused = "";
            LOG.log(Level.INFO, "RELOAD certificate of the HTTP API renewed from " + config.certificate());
            warn(files);
        } catch (Exception e) { // the method of the factory throws anything
            refused = now;
            LOG.log(
                    Level.ERROR,
                    "RELOAD of the HTTP API's certificate refused, the old one is still served: " + e.getMessage());
            return false;
        }
        boolean others = !files.authorities().equals(authorities);
        authorities = files.authorities();
        return others;
    }
}
