package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;

/**
 * The whole view: sent first on every event stream, and again after events were lost.
 *
 * @param id of the last event that it includes
 * @param type {@code SNAPSHOT}: as an event, it has a type, a time and a text
 * @param time when it was taken
 * @param text the numbers of members and instances in words
 * @param missed the number of events lost before it, as far as they were counted
 * @param members all known members, including tombstones, by name
 * @param instances all instances of live members, by service, member and id
 */
@Json
public record SnapshotInfo(
        long id,
        String type,
        Instant time,
        String text,
        long missed,
        List<MemberInfo> members,
        List<InstanceInfo> instances) {

    public static final String TYPE = "SNAPSHOT";

    public static SnapshotInfo of(
            long id, Instant time, long missed, List<MemberInfo> members, List<InstanceInfo> instances) {
        String text = TYPE + " members=" + members.size() + " services=" + instances.size()
                + (missed == 0 ? "" : " missed=" + missed);
        return new SnapshotInfo(id, TYPE, time, text, missed, members, instances);
    }
}
