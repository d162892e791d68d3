package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckUrl;
import dev.grapevine.cluster.check.HttpCheckClient;
import dev.grapevine.cluster.check.HttpCheckOptions;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContinueProtocolHandler;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.ProtocolHandlers;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * Jetty's client, set up for checks: each request has a connection of its own, to an address that the engine has looked
 * up, and with the host of the URL in the header {@code Host} and in the TLS handshake. So a check asks the server that answers
 * new clients now, and any name that people use works. Thread-safe.
 */
final class JettyHttpClient implements HttpCheckClient {

    /** One selects, the others read responses and compute handshakes. */
    static final int THREADS = 4;

    /** The system gives up after about two minutes; the engine cancels a run that is late. */
    private static final long CONNECT_MILLIS = TimeUnit.SECONDS.toMillis(60);

    private static final int IDLE_MILLIS = 5_000;
    private static final int MAX_HEADERS_BYTES = 32 * 1_024;
    private static final int BUFFER_BYTES = 4 * 1_024;

    private final HttpClient client;
    private final String owner;
    private final CheckTrust trust;
    private final Set<JettyCall> inProgress = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * A started client. Takes about a tenth of a second.
     *
     * @param owner begins the names of the threads
     * @param tls which certificates are trusted
     * @throws IllegalStateException if it cannot start, with the cause
     */
    JettyHttpClient(String owner, SslContextFactory.Client tls) {
        this.owner = owner;
        trust = new CheckTrust(owner + "-check-trust");
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1, IDLE_MILLIS);
        threads.setName(owner + "-check-http");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setSslContextFactory(tls);
        client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.setExecutor(threads);
        client.setScheduler(new ScheduledExecutorScheduler(owner + "-check-http-timer", true));
        client.setConnectTimeout(CONNECT_MILLIS);
        client.setIdleTimeout(0);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "grapevine-check"));
        client.setMaxResponseHeadersSize(MAX_HEADERS_BYTES);
        client.setRequestBufferSize(BUFFER_BYTES);
        client.setResponseBufferSize(BUFFER_BYTES);
        client.setMaxRequestsQueuedPerDestination(1);
        try {
            client.start();
        } catch (Exception e) {
            stop();
            throw new IllegalStateException("the HTTP client for checks cannot start: " + e.getMessage(), e);
        }
        client.getContentDecoderFactories().clear(); // responses are wanted as they are
        ProtocolHandlers handlers = client.getProtocolHandlers();
        handlers.clear(); // no redirects, credentials, upgrades
        handlers.put(new ContinueProtocolHandler());
        handlers.put(new ProcessingProtocolHandler());
        handlers.put(new EarlyHintsProtocolHandler());
    }

    @Override
    public Call get(CheckUrl url, HttpCheckOptions options, List<InetAddress> addresses, Listener listener) {
        JettyCall call = new JettyCall(this, url, options, addresses, listener);
        inProgress.add(call);
        call.connect();
        if (closed) {
            call.cancel();
        }
        return call;
    }

    CheckTrust trust() {
        return trust;
    }

    HttpClient client() {
        return client;
    }

    void ended(JettyCall call) {
        inProgress.remove(call);
    }

    /** Has the selector free what was closed while it connected. */
    void wake() {
        client.getContainedBeans(ManagedSelector.class).forEach(selector -> selector.submit(ignored -> {}));
    }

    private void stop() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client for checks does not stop", e);
        }
    }

    /** Ends the client on another thread, because it waits for its own ones. */
    @Override
    public void close() {
        closed = true;
        inProgress.forEach(JettyCall::cancel);
        trust.close();
        Thread stopping = new Thread(this::stop, owner + "-check-http-stop");
        stopping.setDaemon(true);
        stopping.start();
    }
}
