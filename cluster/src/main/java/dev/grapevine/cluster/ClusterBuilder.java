package dev.grapevine.cluster;

import dev.grapevine.cluster.net.Seed;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Contradiction;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import dev.grapevine.model.StateRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects and checks the settings of a member; {@link ClusterStarter} starts it. */
final class ClusterBuilder implements Cluster.Builder {

    private static final int DEFAULT_BROADCAST_PORT = 7_701;
    private static final int MAX_PORT = 0xffff;

    @Nullable String name;

    String cluster = "grapevine";
    String bind = "127.0.0.1";
    int port = Seed.DEFAULT_PORT;
    String advertise = "";
    final List<String> seeds = new ArrayList<>();
    Settings settings = Settings.of(Profile.LAN);

    @Nullable Path dataFolder;

    String zone = "";
    final List<ServiceInstance> services = new ArrayList<>();
    Set<String> tags = Set.of();
    Map<String, String> metadata = Map.of();
    int broadcast = DEFAULT_BROADCAST_PORT;
    int expect = 1;

    @Nullable ClusterLoop loop;

    @Override
    public Cluster.Builder name(String value) {
        name = value;
        return this;
    }

    @Override
    public Cluster.Builder cluster(String value) {
        cluster = value;
        return this;
    }

    @Override
    public Cluster.Builder bind(String host) {
        bind = host;
        return this;
    }

    @Override
    public Cluster.Builder port(int value) {
        port = value;
        return this;
    }

    @Override
    public Cluster.Builder advertise(String host) {
        advertise = host;
        return this;
    }

    @Override
    public Cluster.Builder seeds(String... added) {
        return seeds(List.of(added));
    }

    @Override
    public Cluster.Builder seeds(Collection<String> added) {
        seeds.addAll(added);
        return this;
    }

    @Override
    public Cluster.Builder profile(Profile profile) {
        return settings(Settings.of(profile));
    }

    @Override
    public Cluster.Builder settings(Settings value) {
        settings = value;
        return this;
    }

    @Override
    public Cluster.Builder dataFolder(Path folder) {
        dataFolder = folder;
        return this;
    }

    @Override
    public Cluster.Builder zone(String value) {
        zone = value;
        return this;
    }

    @Override
    public Cluster.Builder services(ServiceInstance... added) {
        return services(List.of(added));
    }

    @Override
    public Cluster.Builder services(Collection<ServiceInstance> added) {
        services.addAll(added);
        return this;
    }

    @Override
    public Cluster.Builder tags(Collection<String> value) {
        tags = new LinkedHashSet<>(value);
        return this;
    }

    @Override
    public Cluster.Builder metadata(Map<String, String> value) {
        metadata = new LinkedHashMap<>(value);
        return this;
    }

    @Override
    public Cluster.Builder broadcast(int value) {
        broadcast = value;
        return this;
    }

    @Override
    public Cluster.Builder expect(int members) {
        expect = members;
        return this;
    }

    @Override
    public Cluster.Builder loop(ClusterLoop shared) {
        loop = shared;
        return this;
    }

    @Override
    public Cluster start() {
        if (name != null) {
            requireName("member name", name);
        }
        requireName("cluster name", cluster);
        require(port >= 0 && port <= MAX_PORT, "port " + port + " is not allowed; use 0 to 65535");
        require(
                broadcast >= 0 && broadcast <= MAX_PORT,
                "broadcast port " + broadcast + " is not allowed; use 1 to 65535, or 0 to switch it off");
        require(expect >= 1, "cannot expect " + expect + " members; use 1 or more");
        int zoneBytes = zone.getBytes(StandardCharsets.UTF_8).length;
        require(
                zoneBytes <= MemberRecord.MAX_ZONE,
                "zone '" + zone + "' has " + zoneBytes + " bytes; use at most " + MemberRecord.MAX_ZONE);
        List<Contradiction> contradictions = Contradiction.in(settings);
        if (!contradictions.isEmpty()) {
            throw new StartException(contradictions.get(0).words(settings), null);
        }
        try {
            seeds.replaceAll(seed -> Seed.parse(seed).toString());
            services.forEach(StateRules::check);
            tags.forEach(StateRules::checkTag);
            metadata.forEach(StateRules::checkMetadata);
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
        return new ClusterStarter(this).run();
    }

    private static void requireName(String what, String text) {
        require(
                MemberRecord.isName(text),
                what + " '" + text + "' is not allowed; use 1 to 64 of the characters A-Z a-z 0-9 . _ -");
    }

    private static void require(boolean allowed, String message) {
        if (!allowed) {
            throw new StartException(message, null);
        }
    }
}
