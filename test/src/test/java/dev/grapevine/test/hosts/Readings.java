package dev.grapevine.test.hosts;

import dev.grapevine.test.Json;
import dev.grapevine.test.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the state of agents and hosts. */
final class Readings {

    private Readings() {}

    static Map<String, Object> stats(Node node) {
        return Json.object(node.get("/v1/stats"));
    }

    static double number(Map<String, Object> fields, String name) {
        return ((Number) fields.getOrDefault(name, 0)).doubleValue();
    }

    /** The members that it shows as degraded. */
    static List<String> degraded(Node node) {
        return Json.list(node.get("/v1/members")).stream()
                .filter(member -> Boolean.TRUE.equals(member.get("degraded")))
                .map(member -> String.valueOf(member.get("name")))
                .toList();
    }

    /** The owners of each service's instances, as this agent lists them. */
    static Map<String, List<String>> services(Node node) {
        Map<String, List<String>> found = new TreeMap<>();
        for (Map<String, Object> service : Json.list(node.get("/v1/services"))) {
            List<String> owners = new ArrayList<>(((List<?>) service.get("members"))
                    .stream().map(String::valueOf).toList());
            if (number(service, "instances") != owners.size()) {
                owners.add(service.get("instances") + " instances");
            }
            found.put(String.valueOf(service.get("name")), owners);
        }
        return found;
    }

    /** The TCP connections between the agent of a host and others. */
    static List<String> connections(Host host) {
        return host.exec("ss", "-Htn", "state", "established", "( sport = :7700 or dport = :7700 )")
                .lines()
                .map(line -> line.replaceFirst("^\\s*\\d+\\s+\\d+\\s+", ""))
                .toList();
    }
}
