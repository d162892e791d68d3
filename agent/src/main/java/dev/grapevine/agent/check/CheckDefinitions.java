package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.config.HostPort;
import dev.grapevine.cluster.check.CheckDefinition;
import dev.grapevine.cluster.check.CheckTarget;
import dev.grapevine.cluster.check.CheckUrl;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the engine is to do for the checks of an instance. Immutable, and so thread-safe. */
final class CheckDefinitions {

    private final ScriptRunner scripts;

    CheckDefinitions(ScriptRunner scripts) {
        this.scripts = scripts;
    }

    /**
     * @param host where the instance listens
     * @param placed its checks, with its address filled in
     * @throws IllegalArgumentException if there is no such host or port
     */
    List<CheckDefinition> of(InstanceKey key, String host, int port, List<CheckSpec> placed) {
        return placed.stream().map(spec -> of(key, host, port, spec)).toList();
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
