package dev.grapevine.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A member of the cluster, as the local member knows it at one moment. Immutable.
 *
 * @param name unique in the cluster
 * @param generation rises with each start of a member of that name; compared as unsigned
 * @param incarnation raised by the member itself to refute a suspicion, or after a change
 * @param status what is believed of it
 * @param addresses where it can be reached, best first
 * @param zone failure zone, or empty
 * @param tags labels that the member has set
 * @param metadata free text that the member has set
 * @param since when this member first saw this status (wall clock of this host)
 * @param local whether it is the local member itself
 * @param unstable whether it has recently failed and recovered repeatedly, so that clients should prefer others
 * @param degraded whether it answers by TCP only, most likely because UDP is blocked
 * @param process what the member tells of its process; null if it tells nothing, as older versions do
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
        boolean degraded,
        @Nullable ProcessInfo process) {

    public Member {
        addresses = List.copyOf(addresses);
        tags = Set.copyOf(tags);
        metadata = Map.copyOf(metadata);
    }

    /** A member that tells nothing of its process. */
    public Member(
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
        this(
                name,
                generation,
                incarnation,
                status,
                addresses,
                zone,
                tags,
                metadata,
                since,
                local,
                unstable,
                degraded,
                null);
    }

    /** Whether it counts as running: ALIVE, or SUSPECT with its window still open. */
    public boolean live() {
        return status.live();
    }
}
