package dev.grapevine.agent.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The static files in the jar: the web page, and the description of this API. */
final class StaticRoutes {

    /** The page includes everything that it needs, and must not run anything from elsewhere. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
                    + "img-src data:; frame-ancestors 'none'";

    private final String page = resource("index.html");
    private final String openApi = resource("openapi.json");

    List<Route> routes() {
        return List.of(Route.open("/", this::page), Route.open("/openapi.json", this::openApi));
    }

    private void page(Context context) {
        context.header("Content-Security-Policy", POLICY)
                .contentType("text/html;charset=utf-8")
                .result(page);
    }

    private void openApi(Context context) {
        context.contentType(HttpResponses.JSON).result(openApi);
    }

    private static String resource(String name) {
        try (InputStream in = StaticRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program is incomplete: " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
