package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * The whole view: first on every event stream, and again where events were lost.
 *
 * @param id of the last event that is contained in it
 * @param missed events lost before it, as far as they were counted
 * @param members all that are known, tombstones included, by name
 * @param instances all of live members, by service, member and id
 */
@Json
public record SnapshotInfo(long id, long missed, List<MemberInfo> members, List<InstanceInfo> instances) {}
