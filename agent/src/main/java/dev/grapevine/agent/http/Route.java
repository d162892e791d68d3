package dev.grapevine.agent.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * A route of the API.
 *
 * @param path such as {@code /v1/members/{name}}
 * @param write whether it changes something, and so needs a token or a caller on this host
 */
record Route(HandlerType method, String path, boolean write, Handler handler) {

    static Route read(String path, Handler handler) {
        return new Route(HandlerType.GET, path, false, handler);
    }

    static Route write(HandlerType method, String path, Handler handler) {
        return new Route(method, path, true, handler);
    }
}
