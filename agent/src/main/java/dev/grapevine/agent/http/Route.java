package dev.grapevine.agent.http;

import dev.grapevine.agent.config.TokenScope;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import org.jspecify.annotations.Nullable;

/**
 * A route of the API.
 *
 * @param path such as {@code /v1/members/{name}}
 * @param scope that a request needs; null for what everybody may read
 */
record Route(HandlerType method, String path, @Nullable TokenScope scope, Handler handler) {

    /** Tells nothing of the cluster, so everybody may read it. */
    static Route open(String path, Handler handler) {
        return new Route(HandlerType.GET, path, null, handler);
    }

    static Route read(String path, Handler handler) {
        return new Route(HandlerType.GET, path, TokenScope.READ, handler);
    }

    /** Changes instances of the service in the path's parameter {@code name}. */
    static Route register(HandlerType method, String path, Handler handler) {
        return new Route(method, path, TokenScope.REGISTER, handler);
    }

    /** Changes the cluster. */
    static Route operate(HandlerType method, String path, Handler handler) {
        return new Route(method, path, TokenScope.OPERATE, handler);
    }

    /** Whether it changes something. */
    boolean write() {
        return scope == TokenScope.REGISTER || scope == TokenScope.OPERATE;
    }

    /** The service that a request to this route changes; empty for none. */
    String service(Context context) {
        return scope == TokenScope.REGISTER && path.contains("{name}") ? context.pathParam("name") : "";
    }
}
