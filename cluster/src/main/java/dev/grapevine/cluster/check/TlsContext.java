package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * What TLS needs besides the loop: certificates of the Java runtime, which take a while to load, and threads for what an
 * engine calculates, which may also ask a server whether a certificate was revoked. Thread-safe.
 */
final class TlsContext implements AutoCloseable {

    static final int THREADS = 4;

    /** Finds the certificates, which takes a while the first time. */
    interface Certificates {
        SSLContext context() throws NoSuchAlgorithmException;
    }

    private final CheckWorkers workers;
    private final Certificates certificates;

    /** Takes an engine. Called by any thread. */
    interface Opened {
        /** @param failure why there is no engine; null if there is one */
        void opened(@Nullable SSLEngine engine, @Nullable Throwable failure);
    }

    /** @param workers is closed here */
    TlsContext(CheckWorkers workers, Certificates certificates) {
        this.workers = workers;
        this.certificates = certificates;
    }

    /** Makes an engine for a connection to this host, whose name has to be in the certificate. */
    void open(String host, int port, Opened opened) {
        workers.run(Punctuality.PROMPT, () -> {
            SSLEngine engine = null;
            Throwable failure = null;
            try {
                engine = engine(host, port);
            } catch (Throwable e) {
                failure = e;
            }
            opened.opened(engine, failure);
        });
    }

    private SSLEngine engine(String host, int port) throws NoSuchAlgorithmException {
        SSLEngine engine = certificates.context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Runs what an engine has to calculate. */
    void run(Runnable task, Runnable then) {
        workers.run(Punctuality.PROMPT, () -> {
            task.run();
            then.run();
        });
    }

    @Override
    public void close() {
        workers.close();
    }
}
