package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckUrl;
import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.jspecify.annotations.Nullable;

/** A request of a URL that {@link URI} need not approve of: its path is sent as it is. */
final class RawRequest extends HttpRequest {

    private static final URI ANY = URI.create("http://localhost/");

    private final String path;
    private final @Nullable String query;

    RawRequest(HttpClient client, CheckUrl url) {
        super(client, new HttpConversation(), ANY);
        scheme(url.tls() ? "https" : "http");
        host(url.host());
        port(url.port());
        int mark = url.path().indexOf('?');
        path = mark < 0 ? url.path() : url.path().substring(0, mark);
        query = mark < 0 ? null : url.path().substring(mark + 1);
    }

    @Override
    public String getPath() {
        return path;
    }

    @Override
    public @Nullable String getQuery() {
        return query;
    }

    /** None: Jetty wants it for cookies and credentials only, and there are none. */
    @Override
    public @Nullable URI getURI() {
        return null;
    }
}
