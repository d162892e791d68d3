package dev.grapevine.cluster;

import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of one member, as a {@link Cluster.Builder} held them at the start. Immutable, so a builder that is used
 * again does not affect the members that it has started.
 *
 * @param name null for a name made of the host's name and the port
 * @param advertise empty for the most reachable address
 * @param dataFolder null to keep nothing on disk
 * @param broadcast discovery port; 0 for no discovery
 * @param allowed the networks that may gossip with the member
 * @param encryption {@link Encryption#NONE} without a key
 * @param jmx whether the figures are to be seen in JMX
 * @param listeners subscribed before the start
 * @param loop null for a loop of its own
 */
record MemberOptions(
        @Nullable String name,
        String cluster,
        String bind,
        int port,
        String advertise,
        List<String> seeds,
        Settings settings,
        @Nullable Path dataFolder,
        String zone,
        List<ServiceInstance> services,
        Set<String> tags,
        Map<String, String> metadata,
        int broadcast,
        int expect,
        AllowList allowed,
        Encryption encryption,
        boolean jmx,
        List<ListenerOption> listeners,
        @Nullable ClusterLoop loop) {

    MemberOptions {
        seeds = List.copyOf(seeds);
        services = List.copyOf(services);
        tags = Set.copyOf(tags);
        metadata = Map.copyOf(metadata);
        listeners = List.copyOf(listeners);
    }
}
