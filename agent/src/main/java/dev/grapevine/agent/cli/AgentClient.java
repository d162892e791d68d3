package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MalformedJsonException;
import dev.grapevine.agent.api.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client for an agent. It uses the JDK's old connection class because a first response takes that class 0.1 s
 * and the newer client 0.8 s, which would be most of the run time of a command.
 */
public final class AgentClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final URI base;
    private final Optional<String> token;
    private final @Nullable SSLSocketFactory sockets;
    private final JsonCodec json = JsonCodec.lenient();

    /** @param base without a path, such as {@code http://127.0.0.1:8500} */
    public AgentClient(URI base, Optional<String> token) {
        this(base, token, null);
    }

    /** @param sockets for https; null for those of the Java runtime */
    AgentClient(URI base, Optional<String> token, @Nullable SSLSocketFactory sockets) {
        this.base = base;
        this.token = token;
        this.sockets = sockets;
    }

    public URI base() {
        return base;
    }

    /**
     * A successful response.
     *
     * @param index for the next blocking read; empty if the response has none
     */
    public record Response(String body, Optional<String> index) {}

    /** A segment of a path, escaped. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Reads a path.
     *
     * @throws CommandException with a message for users, if there is no successful response
     */
    public Response get(String path) {
        return get(path, Duration.ofSeconds(10));
    }

    /** Reads a path, with a timeout of the caller. */
    public Response get(String path, Duration timeout) {
        return exchange("GET", path, "", timeout);
    }

    public Response send(String method, String path, String body) {
        return exchange(method, path, body, Duration.ofSeconds(30));
    }

    public <T> T read(Class<T> type, Response response) {
        try {
            return json.read(type, response.body());
        } catch (MalformedJsonException e) {
            throw notAnAgent();
        }
    }

    public <T> List<T> readList(Class<T> type, Response response) {
        try {
            return json.readList(type, response.body());
        } catch (MalformedJsonException e) {
            throw notAnAgent();
        }
    }

    public <T> String write(T value) {
        return json.write(value);
    }

    /**
     * Opens an event stream, which the caller closes.
     *
     * @param headers additional headers
     * @param maxSilence fails the stream when nothing arrives for this long
     */
    public InputStream open(String path, Map<String, String> headers, Duration maxSilence) {
        try {
            HttpURLConnection connection = connect("GET", path, maxSilence);
            connection.setRequestProperty("Accept", "text/event-stream");
            headers.forEach(connection::setRequestProperty);
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw refused(status, text(connection.getErrorStream()));
            }
            return connection.getInputStream();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private Response exchange(String method, String path, String body, Duration timeout) {
        try {
            HttpURLConnection connection = connect(method, path, timeout);
            if (!body.isEmpty()) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                // Not in streaming mode, where the connection class discards the body of a 401.
                connection.getOutputStream().write(bytes);
            }
            int status = connection.getResponseCode();
            if (status / 100 == 2) {
                return new Response(
                        text(connection.getInputStream()),
                        Optional.ofNullable(connection.getHeaderField("X-Grapevine-Index")));
            }
            throw refused(status, text(connection.getErrorStream()));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private HttpURLConnection connect(String method, String path, Duration timeout) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection(Proxy.NO_PROXY);
        if (sockets != null && connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(sockets);
        }
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) timeout.toMillis());
        connection.setRequestProperty("Accept", "application/json");
        token.ifPresent(word -> connection.setRequestProperty("Authorization", "Bearer " + word));
        return connection;
    }

    private static String text(InputStream stream) throws IOException {
        if (stream == null) {
            return "";
        }
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private CommandException refused(int status, String body) {
        String line;
        try {
            Problem problem = json.read(Problem.class, body);
            line = status == HttpURLConnection.HTTP_UNAUTHORIZED
                    ? problem.detail() + "; set GRAPEVINE_TOKEN or use --token-file FILE"
                    : CommandWords.of(problem.line());
        } catch (MalformedJsonException notAProblem) {
            if (status == HttpURLConnection.HTTP_NOT_FOUND) {
                return notAnAgent();
            }
            line = "the server at " + base + " refused this (status " + status
                    + ") and gave no reason; is it an agent, and nothing in between?";
        }
        return new CommandException(exit(status), line.replaceAll("\\s+", " "));
    }

    private static int exit(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_NOT_FOUND,
                    HttpURLConnection.HTTP_CONFLICT,
                    HttpURLConnection.HTTP_UNAVAILABLE,
                    HttpURLConnection.HTTP_INTERNAL_ERROR -> ExitStatus.NO;
            case HttpURLConnection.HTTP_GATEWAY_TIMEOUT -> ExitStatus.TIMEOUT;
            default -> ExitStatus.USAGE;
        };
    }

    private CommandException notAnAgent() {
        return new CommandException(
                ExitStatus.UNREACHABLE,
                "the server at " + base
                        + " is not a Grapevine agent of this version; set the agent's address with --http"
                        + " or GRAPEVINE_HTTP_ADDR");
    }

    private CommandException unreachable(IOException cause) {
        if (cause instanceof SSLException failure) {
            return new CommandException(
                    ExitStatus.UNREACHABLE, "cannot reach the agent at " + base + ": " + TlsFailure.words(failure));
        }
        if (base.getScheme().equals("https") && !beforeTls(cause)) {
            return new CommandException(
                    ExitStatus.UNREACHABLE,
                    "the agent at " + base + " ended the connection without a response; if it asks for a client"
                            + " certificate, give one with --cert FILE or GRAPEVINE_CERT");
        }
        return new CommandException(
                ExitStatus.UNREACHABLE,
                "cannot reach the agent at " + base + ": " + why(cause)
                        + "; start one with 'grapevine agent', or set its address with --http or GRAPEVINE_HTTP_ADDR");
    }

    /**
     * Whether the failure came before TLS could begin, or is silence. A server that refuses the certificate of a client
     * says so by an alert after the handshake; a client that is still sending may see only that the connection is gone.
     */
    private static boolean beforeTls(IOException cause) {
        return cause instanceof SocketTimeoutException
                || cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException;
    }

    private static String why(IOException cause) {
        if (cause instanceof SocketTimeoutException) {
            return "it did not respond in time";
        } else if (cause instanceof ConnectException) {
            return "connection refused";
        } else if (cause instanceof UnknownHostException) {
            return "unknown host";
        } else if (cause instanceof NoRouteToHostException) {
            return "no route to host";
        }
        return String.valueOf(cause.getMessage());
    }
}
