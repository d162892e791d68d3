package dev.grapevine.test;

import static dev.grapevine.test.Nodes.alive;
import static dev.grapevine.test.Nodes.without;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A plain cluster in which members of this version and of an earlier one run side by side. Partitions: {@code hosts.MixedPartitionTest}. */
final class MixedVersionTest {

    @RegisterExtension
    private final Nodes nodes = new Nodes();

    @TempDir
    private Path data;

    private final List<Node.Plan> plans = new ArrayList<>();
    private final List<Node> five = new ArrayList<>();

    /** What every member must hold of every service: the members that run it. */
    private final Map<String, String> services = new TreeMap<>();

    /** Members that were killed. */
    private final Set<String> dead = new HashSet<>();

    @Test
    void members_of_two_versions_are_one_cluster_that_is_upgraded_and_downgraded_member_by_member() throws IOException {
        Path earlier = EarlierVersion.jar();
        Path present = Program.jar();
        join(List.of(earlier, present, earlier, present, earlier));

        register(five.get(0), "of-earlier");
        register(five.get(1), "of-present");
        deregister(five.get(0), "of-earlier");

        killAndReturn(3, present);
        killAndReturn(4, earlier);
        leaveAndReturn(1, present);
        leaveAndReturn(2, earlier);
        leaveAndReturn(0, earlier); // the seed

        // Nobody is down but the member that is replaced, and its data folder goes with it.
        for (int i = 0; i < five.size(); i++) {
            leaveAndReturn(i, present);
        }
        register(five.get(4), "after-upgrade");
        for (int i = five.size() - 1; i >= 0; i--) {
            leaveAndReturn(i, earlier);
        }
        register(five.get(2), "after-downgrade");
    }

    private void join(List<Path> versions) {
        for (int i = 0; i < versions.size(); i++) {
            String name = "node" + (i + 1);
            Node.Plan plan = nodes.plan(name, "mixed");
            plans.add(
                    i == 0
                            ? plan.with("--data=" + data.resolve(name))
                            : plan.with(
                                    "--data=" + data.resolve(name),
                                    "--seed=" + plans.get(0).seed()));
            five.add(nodes.launch(plans.get(i), versions.get(i)));
        }
        five.forEach(nodes::up);
        settle();
    }

    /** All see all alive, hold one view, and list the same services. */
    private void settle() {
        nodes.untilAll(five, alive(five));
        nodes.until("one view and the services " + services, () -> {
            String hash = viewHash(five.get(0));
            return five.stream()
                    .allMatch(
                            node -> viewHash(node).equals(hash) && listed(node).equals(services));
        });
    }

    private static String viewHash(Node node) {
        return String.valueOf(Json.object(node.get("/v1/stats")).get("viewHash"));
    }

    private static Map<String, String> listed(Node node) {
        Map<String, String> listed = new TreeMap<>();
        Json.list(node.get("/v1/services"))
                .forEach(service ->
                        listed.put(String.valueOf(service.get("name")), String.valueOf(service.get("members"))));
        return listed;
    }

    private void register(Node owner, String service) throws IOException {
        assertThat(owner.send("PUT", "/v1/services/" + service + "/1", "{\"port\":8080,\"tags\":[\"v2\"]}")
                        .statusCode())
                .isEqualTo(201);
        services.put(service, "[" + owner.name() + "]");
        settle();
    }

    private void deregister(Node owner, String service) throws IOException {
        assertThat(owner.send("DELETE", "/v1/services/" + service + "/1", "").statusCode())
                .isLessThan(300);
        services.remove(service);
        settle();
    }

    private void killAndReturn(int index, Path version) {
        Node killed = five.get(index);
        List<Node> others = without(five, killed);
        killed.kill();
        dead.add(killed.name());
        nodes.untilAll(others, alive(others, killed, "dead"));
        killed.end();
        replace(index, version);
    }

    private void leaveAndReturn(int index, Path version) {
        Node leaver = five.get(index);
        List<Node> others = without(five, leaver);
        leaver.terminate();
        nodes.untilAll(others, alive(others, leaver, "left"));
        assertThat(leaver.end()).isZero();
        replace(index, version);
    }

    private void replace(int index, Path version) {
        Node back = nodes.launch(plans.get(index), version);
        five.set(index, back);
        nodes.up(back);
        settle();
        assertThat(five).allSatisfy(node -> assertThat(falseDeaths(node)).isEmpty());
    }

    private List<String> falseDeaths(Node node) {
        return node.log()
                .lines()
                .filter(line -> line.contains(" FAILED ")
                        && dead.stream().noneMatch(name -> line.contains(" FAILED " + name + " ")))
                .toList();
    }
}
