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

/**
 * Asks an agent over HTTP. Built on the JDK's old connection class: a first answer takes it 0.1 s, the newer client 0.8 s, and
 * that is most of what a command costs.
 */
public final class AgentClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final URI base;
    private final Optional<String> token;
    private final JsonCodec json = JsonCodec.lenient();

    /** @param base without a path, as {@code http://127.0.0.1:8500} */
    public AgentClient(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
    }

    public URI base() {
        return base;
    }

    /**
     * What came back.
     *
     * @param body as text
     * @param index for the next blocking read; empty where the agent said none
     */
    public record Answer(String body, Optional<String> index) {}

    /** A part of a path, escaped. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * A read.
     *
     * @throws CommandException if there is no good answer; its message is meant for people
     */
    public Answer get(String path) {
        return get(path, Duration.ofSeconds(10));
    }

    /** A read that may take a while. */
    public Answer get(String path, Duration patience) {
        return exchange("GET", path, "", patience);
    }

    public Answer send(String method, String path, String body) {
        return exchange(method, path, body, Duration.ofSeconds(30));
    }

    public <T> T read(Class<T> type, Answer answer) {
        try {
            return json.read(type, answer.body());
        } catch (MalformedJsonException e) {
            throw stranger();
        }
    }

    public <T> List<T> readList(Class<T> type, Answer answer) {
        try {
            return json.readList(type, answer.body());
        } catch (MalformedJsonException e) {
            throw stranger();
        }
    }

    public <T> String write(T value) {
        return json.write(value);
    }

    /**
     * Opens a stream of events. The caller closes it.
     *
     * @param headers besides the usual ones
     */
    public InputStream open(String path, Map<String, String> headers, Duration silence) {
        try {
            HttpURLConnection connection = connect("GET", path, silence);
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

    private Answer exchange(String method, String path, String body, Duration patience) {
        try {
            HttpURLConnection connection = connect(method, path, patience);
            if (!body.isEmpty()) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                // Not in streaming mode: there, the connection class throws the body of a 401 away.
                connection.getOutputStream().write(bytes);
            }
            int status = connection.getResponseCode();
            if (status / 100 == 2) {
                return new Answer(
                        text(connection.getInputStream()),
                        Optional.ofNullable(connection.getHeaderField("X-Grapevine-Index")));
            }
            throw refused(status, text(connection.getErrorStream()));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private HttpURLConnection connect(String method, String path, Duration patience) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) patience.toMillis());
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
                    ? problem.detail() + "; set GRAPEVINE_TOKEN or give --token-file FILE"
                    : problem.line();
        } catch (MalformedJsonException notAProblem) {
            if (status == HttpURLConnection.HTTP_NOT_FOUND) {
                return stranger();
            }
            line = "the agent at " + base + " answered with HTTP status " + status;
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

    private CommandException stranger() {
        return new CommandException(
                ExitStatus.UNREACHABLE,
                "what answers at " + base
                        + " is no Grapevine agent of this version; give the agent's address with --http"
                        + " or GRAPEVINE_HTTP_ADDR");
    }

    private CommandException unreachable(IOException cause) {
        return new CommandException(
                ExitStatus.UNREACHABLE,
                "cannot reach the agent at " + base + ": " + why(cause)
                        + "; start one with 'grapevine agent', or give its address with --http or GRAPEVINE_HTTP_ADDR");
    }

    private static String why(IOException cause) {
        if (cause instanceof SocketTimeoutException) {
            return "it does not answer in time";
        } else if (cause instanceof ConnectException) {
            return "connection refused";
        } else if (cause instanceof UnknownHostException) {
            return "the host name is unknown";
        } else if (cause instanceof NoRouteToHostException) {
            return "there is no route to it";
        }
        return String.valueOf(cause.getMessage());
    }
}
