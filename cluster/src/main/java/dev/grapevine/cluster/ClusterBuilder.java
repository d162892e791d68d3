package dev.grapevine.cluster;

import dev.grapevine.cluster.crypto.JdkCryptography;
import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.cluster.net.Seed;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Contradiction;
import dev.grapevine.model.EncryptionMode;
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
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Collects and checks the settings of a member; {@link ClusterStarter} starts it. */
final class ClusterBuilder implements Cluster.Builder {

    private static final int MAX_PORT = 0xffff;

    private @Nullable String name;
    private String cluster = "grapevine";
    private String bind = "127.0.0.1";
    private int port = Seed.DEFAULT_PORT;
    private String advertise = "";
    private final List<String> seeds = new ArrayList<>();
    private Settings settings = Settings.of(Profile.LAN);
    private @Nullable Path dataFolder;
    private String zone = "";
    private final List<ServiceInstance> services = new ArrayList<>();
    private Set<String> tags = Set.of();
    private Map<String, String> metadata = Map.of();
    private int broadcast; // 0: a program that embeds a member must not join whatever runs on its network segment
    private int expect = 1;
    private List<String> allowed = List.of();
    private final List<ClusterKey> keys = new ArrayList<>();
    private @Nullable EncryptionMode encryption;
    private boolean jmx;
    private final List<ListenerOption> listeners = new ArrayList<>();
    private @Nullable ClusterLoop loop;

    @Override
    public Cluster.Builder name(String value) {
        name = Arguments.notNull(value, "name");
        return this;
    }

    @Override
    public Cluster.Builder cluster(String value) {
        cluster = Arguments.notNull(value, "cluster");
        return this;
    }

    @Override
    public Cluster.Builder bind(String host) {
        bind = Arguments.notNull(host, "host");
        return this;
    }

    @Override
    public Cluster.Builder port(int value) {
        port = value;
        return this;
    }

    @Override
    public Cluster.Builder advertise(String host) {
        advertise = Arguments.notNull(host, "host");
        return this;
    }

    @Override
    public Cluster.Builder seeds(String... added) {
        return seeds(List.of(Arguments.noneNull(added, "seeds")));
    }

    @Override
    public Cluster.Builder seeds(Collection<String> added) {
        seeds.addAll(Arguments.noneNull(added, "seeds"));
        return this;
    }

    @Override
    public Cluster.Builder profile(Profile profile) {
        return settings(Settings.of(Arguments.notNull(profile, "profile")));
    }

    @Override
    public Cluster.Builder settings(Settings value) {
        settings = Arguments.notNull(value, "settings");
        return this;
    }

    @Override
    public Cluster.Builder dataFolder(Path folder) {
        dataFolder = Arguments.notNull(folder, "folder");
        return this;
    }

    @Override
    public Cluster.Builder zone(String value) {
        zone = Arguments.notNull(value, "zone");
        return this;
    }

    @Override
    public Cluster.Builder services(ServiceInstance... added) {
        return services(List.of(Arguments.noneNull(added, "services")));
    }

    @Override
    public Cluster.Builder services(Collection<ServiceInstance> added) {
        services.addAll(Arguments.noneNull(added, "services"));
        return this;
    }

    @Override
    public Cluster.Builder tags(Collection<String> value) {
        tags = new LinkedHashSet<>(Arguments.noneNull(value, "tags"));
        return this;
    }

    @Override
    public Cluster.Builder metadata(Map<String, String> value) {
        metadata = new LinkedHashMap<>(Arguments.noneNull(value, "metadata"));
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
    public Cluster.Builder allow(String... networks) {
        return allow(List.of(Arguments.noneNull(networks, "networks")));
    }

    @Override
    public Cluster.Builder allow(Collection<String> networks) {
        allowed = List.copyOf(Arguments.noneNull(networks, "networks"));
        return this;
    }

    @Override
    public Cluster.Builder key(byte[] key) {
        keys.add(ClusterKey.of(Arguments.notNull(key, "key"), new JdkCryptography()));
        return this;
    }

    @Override
    public Cluster.Builder encryption(EncryptionMode mode) {
        encryption = Arguments.notNull(mode, "mode");
        return this;
    }

    @Override
    public Cluster.Builder jmx(boolean shown) {
        jmx = shown;
        return this;
    }

    @Override
    public Cluster.Builder listener(ClusterListener added) {
        listeners.add(new ListenerOption(Arguments.notNull(added, "listener"), null));
        return this;
    }

    @Override
    public Cluster.Builder listener(ClusterListener added, Executor executor) {
        Arguments.notNull(added, "listener");
        listeners.add(new ListenerOption(added, Arguments.notNull(executor, "executor")));
        return this;
    }

    @Override
    public Cluster.Builder loop(ClusterLoop shared) {
        loop = Arguments.notNull(shared, "loop");
        return this;
    }

    @Override
    public Cluster start() {
        return new ClusterStarter(checked()).run();
    }

    /** The options as they are now. */
    MemberOptions checked() {
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
        List<String> parsed;
        AllowList networks;
        try {
            parsed = seeds.stream().map(seed -> Seed.parse(seed).toString()).toList();
            networks = AllowList.of(allowed);
            services.forEach(StateRules::check);
            tags.forEach(StateRules::checkTag);
            metadata.forEach(StateRules::checkMetadata);
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
        return new MemberOptions(
                name,
                cluster,
                bind,
                port,
                advertise,
                parsed,
                settings,
                dataFolder,
                zone,
                services,
                tags,
                metadata,
                broadcast,
                expect,
                networks,
                encryption(),
                jmx,
                listeners,
                loop);
    }

    private Encryption encryption() {
        if (keys.isEmpty()) {
            require(
                    encryption == null || encryption == EncryptionMode.OFF,
                    "encryption mode " + encryption + " needs a key; give one, or leave the mode out");
            return Encryption.NONE;
        }
        return new Encryption(keys, encryption == null ? EncryptionMode.REQUIRE : encryption);
    }

    private static void requireName(String what, String text) {
        require(
                MemberRecord.isName(text),
                what + " '" + text
                        + "' is not allowed; use 1 to 64 of the characters A-Z a-z 0-9 . _ -, but not '.' or '..' alone");
    }

    private static void require(boolean allowed, String message) {
        if (!allowed) {
            throw new StartException(message, null);
        }
    }
}
