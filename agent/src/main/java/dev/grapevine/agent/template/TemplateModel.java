package dev.grapevine.agent.template;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.Nearness;
import dev.grapevine.agent.config.HostPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The catalogue in maps, lists, texts and numbers: what templates may see, and nothing else. */
final class TemplateModel {

    private final FollowedCatalogue catalogue;
    private final Map<String, MemberInfo> members = new HashMap<>();

    TemplateModel(FollowedCatalogue catalogue) {
        this.catalogue = catalogue;
        catalogue.members().forEach(member -> members.put(member.name(), member));
    }

    /**
     * Which instances of a service.
     *
     * @param tag only those with it; empty for all
     * @param zone only those of members in it; empty for all
     * @param passing only those that clients should use
     * @param near those of this member first, then those of its zone; empty for the order by member and id
     */
    record Query(String tag, String zone, boolean passing, String near) {}

    List<Map<String, Object>> instances(String service, Query query) {
        List<FollowedInstance> suiting = catalogue.instances().stream()
                .filter(instance -> instance.info().service().equals(service))
                .filter(instance ->
                        query.tag().isEmpty() || instance.info().tags().contains(query.tag()))
                .filter(instance -> query.zone().isEmpty() || query.zone().equals(zone(instance)))
                .toList();
        List<FollowedInstance> found = new ArrayList<>(query.passing() ? FollowedInstance.ready(suiting) : suiting);
        if (!query.near().isEmpty()) {
            MemberInfo near = find(query.near());
            Nearness nearness = near == null ? new Nearness("", "") : new Nearness(near.name(), near.zone());
            found.sort(Comparator.comparingInt(
                    instance -> nearness.rank(instance.info().member(), zone(instance))));
        }
        return found.stream().map(this::map).toList();
    }

    /** All services that have instances, by name. */
    List<Map<String, Object>> services() {
        Map<String, TreeSet<String>> tags = new TreeMap<>();
        for (FollowedInstance instance : catalogue.instances()) {
            tags.computeIfAbsent(instance.info().service(), name -> new TreeSet<>())
                    .addAll(instance.info().tags());
        }
        List<Map<String, Object>> services = new ArrayList<>();
        tags.forEach((name, all) -> services.add(Map.of("name", name, "tags", List.copyOf(all))));
        return services;
    }

    /** The members that run, by name. */
    List<Map<String, Object>> nodes() {
        return catalogue.members().stream()
                .filter(member ->
                        member.status().equals("alive") || member.status().equals("suspect"))
                .map(TemplateModel::map)
                .toList();
    }

    /** A member, whatever its status; null if there is none of that name. */
    @Nullable Map<String, Object> member(String name) {
        MemberInfo member = find(name);
        return member == null ? null : map(member);
    }

    private @Nullable MemberInfo find(String name) {
        return name.equals(Nearness.SELF)
                ? catalogue.members().stream()
                        .filter(MemberInfo::local)
                        .findFirst()
                        .orElse(null)
                : members.get(name);
    }

    private String zone(FollowedInstance instance) {
        MemberInfo member = members.get(instance.info().member());
        return member == null ? "" : member.zone();
    }

    private static Map<String, Object> map(MemberInfo member) {
        Map<String, Object> map = new LinkedHashMap<>();
        String address = member.addresses().isEmpty() ? "" : member.addresses().get(0);
        map.put("name", member.name());
        map.put("address", address.isEmpty() ? "" : HostPort.parse(address).host());
        map.put("addresses", member.addresses());
        map.put("status", member.status());
        map.put("zone", member.zone());
        map.put("tags", member.tags());
        map.put("metadata", member.metadata());
        map.put("local", member.local());
        map.put("unstable", member.unstable());
        return map;
    }

    private Map<String, Object> map(FollowedInstance instance) {
        InstanceInfo info = instance.info();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("service", info.service());
        map.put("id", info.id());
        map.put("member", info.member());
        map.put("zone", zone(instance));
        map.put("address", info.host());
        map.put("port", info.port());
        map.put("endpoint", new HostPort(info.host(), info.port()).toString());
        map.put("tags", info.tags());
        map.put("metadata", info.metadata());
        map.put("weight", info.weight());
        map.put("health", info.health());
        map.put("state", info.state());
        map.put("unstable", info.unstable());
        map.put("stale", instance.stale());
        return map;
    }
}
