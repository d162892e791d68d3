package dev.grapevine.agent.check;

import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Where one connection leads. There is no pool: what is no longer used is closed. */
final class SingleUseDestination extends HttpDestination {

    private final SslContextFactory.@Nullable Client tls;

    /** @param tls whom to trust; null for those of the client */
    SingleUseDestination(HttpClient client, Origin origin, SslContextFactory.@Nullable Client tls) {
        super(client, origin);
        this.tls = tls;
    }

    @Override
    public SslContextFactory.@Nullable Client resolveSslContextFactory() {
        return tls == null || !isSecure() ? super.resolveSslContextFactory() : tls;
    }

    @Override
    public void release(Connection connection) {
        connection.close();
    }

    @Override
    public boolean remove(Connection connection) {
        return false;
    }
}
