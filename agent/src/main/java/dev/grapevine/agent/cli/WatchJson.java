package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.template.FollowedCatalogue;
import dev.grapevine.agent.template.FollowedInstance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The JSON that a command which watches is given, one line. */
final class WatchJson {

    private final JsonCodec codec = JsonCodec.lenient();

    /** An array of instances, each as in the HTTP API, with the field {@code stale}. */
    String instances(List<FollowedInstance> instances) {
        return array(instances);
    }

    /** An object that has the instances of each service. */
    String services(FollowedCatalogue catalogue) {
        Map<String, List<FollowedInstance>> byService = catalogue.instances().stream()
                .collect(Collectors.groupingBy(
                        instance -> instance.info().service(), TreeMap::new, Collectors.toList()));
        return byService.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\":"
                                + array(entry.getValue()).strip())
                        .collect(Collectors.joining(",", "{", "}"))
                + "\n";
    }

    /** An array of members, as in the HTTP API. */
    String members(FollowedCatalogue catalogue) {
        return codec.writeList(MemberInfo.class, catalogue.members()) + "\n";
    }

    private String array(List<FollowedInstance> instances) {
        return instances.stream().map(this::one).collect(Collectors.joining(",", "[", "]")) + "\n";
    }

    private String one(FollowedInstance instance) {
        String info = codec.write(instance.info());
        return info.substring(0, info.length() - 1) + ",\"stale\":" + instance.stale() + "}";
    }
}
