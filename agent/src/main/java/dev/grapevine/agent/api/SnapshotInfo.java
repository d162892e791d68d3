package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * The whole view: sent first on every event stream, and again after events were lost.
 *
 * @param id of the last event that it includes
 * @param missed the number of events lost before it, as far as they were counted
 * @param members all known members, including tombstones, by name
 * @param instances all instances of live members, by service, member and id
 */
@Json
public record SnapshotInfo(long id, long missed, List<MemberInfo> members, List<InstanceInfo> instances) {}
