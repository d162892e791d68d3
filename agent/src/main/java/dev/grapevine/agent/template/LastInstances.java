package dev.grapevine.agent.template;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.model.ReadyInstances;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps the last instances of a service that nobody can use any longer, while this may be the fault of the network or of
 * the agent: a proxy is better off with a server that may be gone than with none. An instance whose member is alive, or
 * has left, is not kept: its member said what is true. Not thread-safe.
 */
public final class LastInstances {

    private static final Comparator<FollowedInstance> ORDER = Comparator.<FollowedInstance, String>comparing(
                    each -> each.info().service())
            .thenComparing(each -> each.info().member())
            .thenComparing(each -> each.info().id());

    private final boolean allowEmpty;
    private Map<String, List<InstanceInfo>> last = new TreeMap<>();

    /** @param allowEmpty keeps nothing */
    public LastInstances(boolean allowEmpty) {
        this.allowEmpty = allowEmpty;
    }

    /**
     * The catalogue of this moment, with what is kept.
     *
     * @param uncertain whether the network seems to be partitioned, or the agent may not know everything yet
     */
    public FollowedCatalogue next(List<MemberInfo> members, List<InstanceInfo> instances, boolean uncertain) {
        Map<String, List<InstanceInfo>> byService = new TreeMap<>();
        for (InstanceInfo instance : instances) {
            byService
                    .computeIfAbsent(instance.service(), name -> new ArrayList<>())
                    .add(instance);
        }
        Map<String, List<InstanceInfo>> usable = new TreeMap<>();
        byService.forEach((service, all) -> {
            List<InstanceInfo> ready = ReadyInstances.among(all, InstanceInfo::discoverable, InstanceInfo::drains);
            if (!ready.isEmpty()) {
                usable.put(service, ready);
            }
        });
        List<FollowedInstance> all = new ArrayList<>();
        instances.forEach(instance -> all.add(new FollowedInstance(instance, false)));
        if (uncertain && !allowEmpty) {
            Map<String, String> status = new HashMap<>();
            members.forEach(member -> status.put(member.name(), member.status()));
            Set<List<String>> present =
                    instances.stream().map(LastInstances::key).collect(Collectors.toSet());
            last.forEach((service, known) -> {
                if (!usable.containsKey(service)) {
                    List<InstanceInfo> kept = known.stream()
                            .filter(instance -> !present.contains(key(instance)))
                            .filter(instance -> lost(status.getOrDefault(instance.member(), "")))
                            .toList();
                    if (!kept.isEmpty()) {
                        usable.put(service, kept);
                        kept.forEach(instance -> all.add(new FollowedInstance(instance, true)));
                    }
                }
            });
        }
        last = usable;
        all.sort(ORDER);
        return new FollowedCatalogue(members, all);
    }

    private static List<String> key(InstanceInfo instance) {
        return List.of(instance.service(), instance.member(), instance.id());
    }

    private static boolean lost(String status) {
        return !status.equals("alive") && !status.equals("left");
    }
}
