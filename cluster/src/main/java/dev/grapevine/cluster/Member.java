package dev.grapevine.cluster;

import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A member of the cluster as this one knows it at one moment. Immutable.
 *
 * @param name unique in the cluster
 * @param generation which life of that name; compared unsigned
 * @param incarnation raised by the member itself to refute, or when it changed
 * @param addresses where it is reached, best first
 * @param zone failure zone, or empty
 * @param tags labels that the member gave itself
 * @param metadata free text that the member gave itself
 * @param since when this status was seen here first (wall clock of this host)
 * @param local whether it is this member itself
 * @param unstable whether it went and came back often lately: prefer others
 * @param degraded whether it answers by TCP only (UDP blocked?)
 */
public record Member(
        String name,
        long generation,
        long incarnation,
        Status status,
        List<Address> addresses,
        String zone,
        Set<String> tags,
        Map<String, String> metadata,
        Instant since,
        boolean local,
        boolean unstable,
        boolean degraded) {

    public Member {
        addresses = List.copyOf(addresses);
        tags = Set.copyOf(tags);
        metadata = Map.copyOf(metadata);
    }

    /** Whether it counts: ALIVE, or SUSPECT with its window still running. */
    public boolean live() {
        return status.live();
    }
}
