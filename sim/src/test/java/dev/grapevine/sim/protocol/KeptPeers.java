package dev.grapevine.sim.protocol;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.PeerStrategies;
import dev.grapevine.model.QualityOfService;
import dev.grapevine.model.Why;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.world.HostPort;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Keeps the peers of a simulation, the last one of each member, to query them afterwards. */
final class KeptPeers implements PeerFactory {

    private final Map<String, Peer> byName = new TreeMap<>();

    @Override
    public PeerProgram create(
            PeerConfig config, PeerStrategies strategies, RandomGenerator random, HostPort port, long now) {
        Peer peer = new Peer(config, strategies, random, port, port.introductions(), now);
        byName.put(config.name(), peer);
        return new PeerProgram(peer);
    }

    Peer get(String name) {
        Peer peer = byName.get(name);
        if (peer == null) {
            throw new AssertionError("no " + name);
        }
        return peer;
    }

    QualityOfService quality(String name) {
        return get(name).stats().quality();
    }

    /** The evidence that a member has about another, in words. */
    List<String> why(String member, String about) {
        return get(member).questions().why(about, 0).map(Why::findings).orElse(List.of()).stream()
                .map(Why.Finding::text)
                .toList();
    }
}
