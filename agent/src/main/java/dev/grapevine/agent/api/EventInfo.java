package dev.grapevine.agent.api;

import dev.grapevine.cluster.Instance;
import dev.grapevine.cluster.Member;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event. Its type determines which fields are present.
 *
 * @param id rises with each event, also across restarts of the agent
 * @param type {@code JOINED, SUSPECTED, RECOVERED, FAILED, LEFT, UPDATED, FORGOTTEN, DEGRADED, RESTORED} for members;
 *     {@code UP, DOWN, CHANGED} for service instances;
 *     {@code PARTITIONED, MERGED, NAME_CONFLICT, READY, STOPPED, BOOTSTRAP, MISMATCH}
 * @param time when the answering member saw it
 * @param text in words, as in the log
 * @param member for a membership event: the member after the change
 * @param instance for a service event: the instance after the change
 * @param evidence for SUSPECTED and FAILED: the evidence
 * @param accusers for SUSPECTED and FAILED: the members that found it
 * @param afterSeconds for FAILED: from the first sign of trouble to the verdict, if this member saw that sign
 * @param wasDead for RECOVERED: whether it had been declared dead
 * @param seen for PARTITIONED: the number of members that still answer
 * @param lost for PARTITIONED: the number of members that went silent together
 * @param gained for MERGED: the number of members that were gained
 * @param members for READY: the number of live members, including this one
 */
@Json
public record EventInfo(
        long id,
        String type,
        Instant time,
        String text,
        @Nullable MemberInfo member,
        @Nullable InstanceInfo instance,
        @Nullable String evidence,
        @Nullable List<String> accusers,
        @Nullable Double afterSeconds,
        @Nullable Boolean wasDead,
        @Nullable Integer seen,
        @Nullable Integer lost,
        @Nullable Integer gained,
        @Nullable Integer members) {

    /**
     * @param known returns what is known of a member now, for fields that the event does not carry
     */
    public static EventInfo of(long id, Instant time, PeerEvent event, Function<String, Optional<Member>> known) {
        EventFields fields = new EventFields();
        if (event instanceof PeerEvent.Membership membership) {
            MemberRecord record = membership.member();
            fields.member = MemberInfo.of(record, known.apply(record.name()), time);
        }
        if (event instanceof PeerEvent.Suspected suspected) {
            fields.evidence = suspected.evidence().name();
            fields.accusers = suspected.accusers();
        } else if (event instanceof PeerEvent.Failed failed) {
            fields.evidence = failed.evidence().name();
            fields.accusers = failed.accusers();
            fields.afterSeconds = failed.afterNanos() > 0 ? failed.afterNanos() / 1e9 : null;
        } else if (event instanceof PeerEvent.Recovered recovered) {
            fields.wasDead = recovered.wasDead();
        } else if (event instanceof PeerEvent.ServiceUp up) {
            fields.instance = instance(up.member(), up.instance(), known);
        } else if (event instanceof PeerEvent.ServiceDown down) {
            fields.instance = instance(down.member(), down.instance(), known);
        } else if (event instanceof PeerEvent.ServiceChanged changed) {
            fields.instance = instance(changed.member(), changed.instance(), known);
        } else if (event instanceof PeerEvent.Partitioned partitioned) {
            fields.seen = partitioned.seen();
            fields.lost = partitioned.lost();
        } else if (event instanceof PeerEvent.Merged merged) {
            fields.gained = merged.gained();
        } else if (event instanceof PeerEvent.Ready ready) {
            fields.members = ready.members();
        }
        return new EventInfo(
                id,
                EventText.type(event),
                time,
                EventText.of(event),
                fields.member,
                fields.instance,
                fields.evidence,
                fields.accusers,
                fields.afterSeconds,
                fields.wasDead,
                fields.seen,
                fields.lost,
                fields.gained,
                fields.members);
    }

    private static InstanceInfo instance(
            String owner, ServiceInstance service, Function<String, Optional<Member>> known) {
        Optional<Member> member = known.apply(owner);
        String host = !service.address().isEmpty()
                ? service.address()
                : member.flatMap(it -> it.addresses().stream().findFirst())
                        .map(Address::host)
                        .orElse("");
        return InstanceInfo.of(new Instance(
                owner,
                member.map(Member::status).orElse(Status.DEAD),
                host,
                member.map(Member::unstable).orElse(false),
                service));
    }

    /** The optional fields: most of them are absent in most events. */
    private static final class EventFields {
        @Nullable MemberInfo member;

        @Nullable InstanceInfo instance;

        @Nullable String evidence;

        @Nullable List<String> accusers;

        @Nullable Double afterSeconds;

        @Nullable Boolean wasDead;

        @Nullable Integer seen;

        @Nullable Integer lost;

        @Nullable Integer gained;

        @Nullable Integer members;
    }
}
