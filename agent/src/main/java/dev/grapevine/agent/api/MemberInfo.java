package dev.grapevine.agent.api;

import dev.grapevine.model.Address;
import dev.grapevine.model.Member;
import io.avaje.jsonb.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A member, as the answering member knows it.
 *
 * @param name unique in the cluster
 * @param generation rises with each start of a member of that name, unsigned decimal
 * @param incarnation raised by the member itself
 * @param status {@code alive}, {@code suspect}, {@code dead} or {@code left}
 * @param addresses {@code host:port} of its gossip port, best first
 * @param zone failure zone, or empty
 * @param tags labels that the member has set, sorted
 * @param metadata free text that the member has set
 * @param since when the answering member first saw this status
 * @param local whether it is the answering member
 * @param unstable whether it has recently failed and recovered repeatedly
 * @param degraded whether it answers by TCP only
 */
@Json
public record MemberInfo(
        String name,
        String generation,
        long incarnation,
        String status,
        List<String> addresses,
        String zone,
        List<String> tags,
        Map<String, String> metadata,
        Instant since,
        boolean local,
        boolean unstable,
        boolean degraded) {

    public static MemberInfo of(Member member) {
        return new MemberInfo(
                member.name(),
                Long.toUnsignedString(member.generation()),
                member.incarnation(),
                EnumNames.of(member.status()),
                member.addresses().stream().map(Address::toString).toList(),
                member.zone(),
                member.tags().stream().sorted().toList(),
                new TreeMap<>(member.metadata()),
                member.since().truncatedTo(ChronoUnit.MILLIS),
                member.local(),
                member.unstable(),
                member.degraded());
    }
}
