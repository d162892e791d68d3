package dev.grapevine.agent.check;

import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.transport.HttpDestination;

/** Where one connection leads. There is no pool: what is no longer used is closed. */
final class SingleUseDestination extends HttpDestination {

    SingleUseDestination(HttpClient client, Origin origin) {
        super(client, origin);
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
