package dev.grapevine.agent.api;

import dev.grapevine.cluster.Event;
import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event. Its type determines which fields are present.
 *
 * @param id rises with each event, also across restarts of the agent
 * @param type {@code JOINED, SUSPECTED, RECOVERED, FAILED, LEFT, UPDATED, FORGOTTEN, DEGRADED, RESTORED} for members;
 *     {@code UP, DOWN, CHANGED} for service instances;
 *     {@code PARTITIONED, MERGED, NAME_CONFLICT, READY, ALONE, STALLED, HUNG, STOPPED, BOOTSTRAP, MISMATCH}
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
 * @param outcome for READY: {@code joined}, {@code first} or {@code alone}
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
        @Nullable Integer members,
        @Nullable String outcome) {

    public static EventInfo of(long id, Instant time, Event event) {
        EventFields fields = new EventFields();
        if (event instanceof Event.Membership membership) {
            fields.member = MemberInfo.of(membership.member());
        } else if (event instanceof Event.Service service) {
            fields.instance = InstanceInfo.of(service.instance());
        }
        if (event instanceof Event.Suspected suspected) {
            fields.evidence = suspected.evidence().name();
            fields.accusers = suspected.accusers();
        } else if (event instanceof Event.Failed failed) {
            fields.evidence = failed.evidence().name();
            fields.accusers = failed.accusers();
            fields.afterSeconds =
                    failed.after().isZero() ? null : failed.after().toNanos() / 1e9;
        } else if (event instanceof Event.Recovered recovered) {
            fields.wasDead = recovered.wasDead();
        } else if (event instanceof Event.Partitioned partitioned) {
            fields.seen = partitioned.seen();
            fields.lost = partitioned.lost();
        } else if (event instanceof Event.Merged merged) {
            fields.gained = merged.gained();
        } else if (event instanceof Event.Ready ready) {
            fields.members = ready.members();
            fields.outcome = EnumNames.of(ready.outcome());
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
                fields.members,
                fields.outcome);
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

        @Nullable String outcome;
    }
}
