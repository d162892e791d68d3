package dev.grapevine.core;

import dev.grapevine.core.env.Handshake;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.List;

/**
 * The identity of a peer, and what it begins with. Immutable.
 *
 * @param name of the member
 * @param generation of this process; the peer raises it above any of its own name that it learns of
 * @param cluster name of the cluster; fences clusters from one another
 * @param addresses where others reach it, best first; 1 to 4
 * @param zone failure zone, or empty
 * @param seeds as configured, resolved anew on each try
 * @param remembered addresses of members of the last run
 * @param discover whether to look for others on the local segment
 * @param expect members that make it ready; 1 for no such wish
 * @param settings the protocol's numbers
 */
public record PeerConfig(
        String name,
        long generation,
        String cluster,
        List<Address> addresses,
        String zone,
        List<String> seeds,
        List<Address> remembered,
        boolean discover,
        int expect,
        Settings settings) {

    public PeerConfig {
        addresses = List.copyOf(addresses);
        seeds = List.copyOf(seeds);
        remembered = List.copyOf(remembered);
    }

    /** The record that the peer begins with. */
    public MemberRecord firstRecord() {
        return new MemberRecord(
                name,
                generation,
                0,
                Status.ALIVE,
                addresses,
                zone,
                Handshake.PROTOCOL_MIN,
                Handshake.PROTOCOL_MAX,
                (int) (settings.get(ProtocolSetting.PROBE_PERIOD) / 1_000_000),
                0);
    }
}
