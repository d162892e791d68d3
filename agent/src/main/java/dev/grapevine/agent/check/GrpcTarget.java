package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckResolver;
import dev.grapevine.cluster.check.CheckRun;
import dev.grapevine.cluster.check.CheckTarget;
import dev.grapevine.cluster.check.CheckTransport;
import dev.grapevine.cluster.check.HttpCheckOptions;

/**
 * The health service of a gRPC server.
 *
 * @param text as in the configuration
 * @param host name or IP literal
 * @param service that is asked for; empty for the server
 * @param trust whom to trust, with TLS
 * @param client asks
 */
record GrpcTarget(
        String text, boolean tls, String host, int port, String service, HttpCheckOptions trust, GrpcClient client)
        implements CheckTarget.Custom {

    @Override
    public CheckRun begin(CheckTransport.Punctuality punctuality, CheckResolver names) {
        GrpcRun run = new GrpcRun(this, names);
        names.resolve(host, punctuality, run);
        return run;
    }

    @Override
    public String toString() {
        return text;
    }
}
