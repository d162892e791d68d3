package dev.grapevine.agent.http;

import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.KeyMask;
import dev.grapevine.agent.api.MalformedJsonException;
import dev.grapevine.agent.api.Problem;
import dev.grapevine.model.LimitExceededException;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes responses: JSON, or a problem document. Immutable. */
final class HttpResponses {

    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    private static final Logger LOG = System.getLogger(HttpResponses.class.getName());

    private final JsonCodec codec = JsonCodec.lenient();

    <T> void json(Context context, T value) {
        context.contentType(JSON).result(pretty(context) ? codec.writePretty(value) : codec.write(value));
    }

    <T> byte[] bytes(T value) {
        return codec.write(value).getBytes(StandardCharsets.UTF_8);
    }

    <T> void list(Context context, Class<T> type, List<T> values) {
        context.contentType(JSON)
                .result(pretty(context) ? codec.writeListPretty(type, values) : codec.writeList(type, values));
    }

    /** Whether to write JSON in indented lines, for people who use curl. */
    static boolean pretty(Context context) {
        String wish = context.queryParam("pretty");
        return wish != null && !wish.equals("false");
    }

    void problem(Context context, Exception error) {
        Problem problem = problem(error, context.path());
        if (problem.status() == 401) {
            context.header("WWW-Authenticate", "Bearer");
        }
        if (problem.status() == 503) {
            context.header("Retry-After", "1");
        }
        context.status(problem.status()).contentType(PROBLEM).result(codec.write(problem));
    }

    private static Problem problem(Exception error, String path) {
        if (error instanceof ApiException api) {
            return of(api.status(), api.title(), api.detail(), api.remedy(), path);
        }
        if (error instanceof LimitExceededException limit) {
            return of(
                    413,
                    "Too large",
                    String.valueOf(limit.getMessage()),
                    "publish less, or raise the limit on this agent",
                    path);
        }
        if (error instanceof MalformedJsonException json) {
            return of(
                    400,
                    "Bad request",
                    "the body is not the expected JSON: " + json.getMessage(),
                    "GET /openapi.json describes it",
                    path);
        }
        if (error instanceof IllegalArgumentException input) {
            return of(400, "Bad request", String.valueOf(input.getMessage()), "", path);
        }
        if (error instanceof UncheckedIOException disk) {
            return of(
                    503,
                    "Not saved",
                    String.valueOf(disk.getMessage()),
                    "make sure that the data folder is writable and its disk has free space",
                    path);
        }
        if (error instanceof HttpResponseException http) {
            return http(http, path);
        }
        LOG.log(Level.ERROR, "Could not serve " + path, error);
        return of(500, "Internal error", "this is a bug in the agent; see its log", "report it", path);
    }

    private static Problem http(HttpResponseException error, String path) {
        if (error.getStatus() == 404) {
            return of(404, "Not found", "there is no " + path, "GET /openapi.json lists all paths", path);
        }
        if (error.getStatus() == 405) {
            String allowed = String.join(", ", error.getDetails().values());
            return of(405, "Method not allowed", "this path supports " + allowed, "", path);
        }
        return of(error.getStatus(), "Refused", String.valueOf(error.getMessage()), "", path);
    }

    static Problem of(int status, String title, String detail, String remedy, String path) {
        return new Problem(
                "about:blank",
                title,
                status,
                KeyMask.hide(detail),
                remedy.isEmpty() ? null : remedy,
                KeyMask.hide(path));
    }
}
