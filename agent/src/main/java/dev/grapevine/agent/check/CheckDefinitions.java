package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.config.HostPort;
import dev.grapevine.cluster.check.CheckDefinition;
import dev.grapevine.cluster.check.CheckTarget;
import dev.grapevine.cluster.check.CheckUrl;
import dev.grapevine.cluster.check.NamedCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the engine is to do for the checks of an instance. Immutable, and so thread-safe. */
final class CheckDefinitions {

    private final ScriptRunner scripts;
    private final AliasHealth aliases;
    private final GrpcClient grpc;

    CheckDefinitions(ScriptRunner scripts, AliasHealth aliases, GrpcClient grpc) {
        this.grpc = grpc;
        this.scripts = scripts;
        this.aliases = aliases;
    }

    /**
     * @param host where the instance listens
     * @param placed its checks, with its address filled in
     * @throws IllegalArgumentException if there is no such host or port
     */
    List<NamedCheck> of(InstanceKey key, String host, int port, List<CheckSpec> placed) {
        Set<String> taken = new HashSet<>();
        placed.forEach(spec -> taken.add(spec.label().id()));
        List<NamedCheck> named = new ArrayList<>();
        for (CheckSpec spec : placed) {
            CheckSpec.Label label = spec.label();
            CheckDefinition definition = of(key, host, port, spec);
            named.add(new NamedCheck(
                    label.id().isEmpty() ? NamedCheck.unused(spec.kind(), taken) : label.id(),
                    label.name().isEmpty() ? definition.toString() : label.name(),
                    !label.id().isEmpty() || !label.name().isEmpty() || spec instanceof CheckSpec.Alias,
                    definition));
        }
        return named;
    }

    private CheckDefinition of(InstanceKey key, String host, int port, CheckSpec spec) {
        return spec instanceof CheckSpec.Polled polled
                ? new CheckDefinition.Polled(
                        target(key, host, port, polled), polled.pace().policy())
                : new CheckDefinition.Ttl(((CheckSpec.Ttl) spec).ttl());
    }

    private CheckTarget target(InstanceKey key, String host, int port, CheckSpec.Polled spec) {
        if (spec instanceof CheckSpec.Http http) {
            return new CheckTarget.Http(CheckUrl.parse(http.url()), http.options());
        }
        if (spec instanceof CheckSpec.Tcp tcp) {
            HostPort target = HostPort.parse(tcp.target());
            return new CheckTarget.Tcp(target.host(), target.port());
        }
        if (spec instanceof CheckSpec.Grpc server) {
            HostPort target = HostPort.parse(server.target());
            return new GrpcTarget(
                    server.toString(),
                    server.tls(),
                    target.host(),
                    target.port(),
                    server.service(),
                    server.options(),
                    grpc);
        }
        if (spec instanceof CheckSpec.Alias alias) {
            return new AliasTarget(alias.toString(), alias.service(), alias.member(), aliases);
        }
        return new ScriptTarget(((CheckSpec.Script) spec).command(), environment(key, host, port), scripts);
    }

    private static Map<String, String> environment(InstanceKey key, String host, int port) {
        return new TreeMap<>(Map.of(
                "GRAPEVINE_SERVICE",
                key.service(),
                "GRAPEVINE_ID",
                key.id(),
                "GRAPEVINE_ADDRESS",
                host,
                "GRAPEVINE_PORT",
                port == 0 ? "" : String.valueOf(port)));
    }
}
