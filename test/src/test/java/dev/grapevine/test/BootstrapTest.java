package dev.grapevine.test;

import static dev.grapevine.test.Nodes.alive;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How members find each other. */
@ExtendWith(Measurements.Injection.class)
final class BootstrapTest {

    @RegisterExtension
    private final Nodes nodes = new Nodes();

    static IntStream repeats() {
        return IntStream.rangeClosed(1, Integer.getInteger("grapevine.test.repeats", 2));
    }

    @ParameterizedTest
    @MethodSource("repeats")
    void ten_members_that_start_at_once_with_each_other_as_seeds_form_one_cluster(int run, Measurements measured) {
        List<Node.Plan> plans = IntStream.rangeClosed(1, 10)
                .mapToObj(i -> nodes.plan("node" + i, "ten"))
                .toList();
        String all =
                "--seed=" + String.join(",", plans.stream().map(Node.Plan::seed).toList());
        List<Node> ten =
                plans.stream().map(plan -> nodes.launch(plan.with(all))).toList();
        ten.forEach(nodes::up);
        measured.add(
                "ten at once, run " + run + ": one cluster, after the last is up", nodes.untilAll(ten, alive(ten)));
        nodes.until(
                "one view",
                () -> ten.stream()
                                .map(node -> Json.object(node.get("/v1/stats")).get("viewHash"))
                                .distinct()
                                .count()
                        == 1);
    }

    @Test
    void two_clusters_of_the_same_name_become_one_when_a_member_of_one_joins_a_member_of_the_other(
            Measurements measured) throws IOException {
        List<Node> five = cluster("a");
        List<Node> others = cluster("b");
        List<Node> ten = new ArrayList<>(five);
        ten.addAll(others);
        ten.forEach(nodes::up);
        nodes.untilAll(five, alive(five));
        nodes.untilAll(others, alive(others));
        Map<String, String> generations = generations(ten);

        String body = "{\"seeds\":[\"" + others.get(3).plan().seed() + "\"]}";
        assertThat(five.get(2).send("POST", "/v1/join", body).statusCode()).isEqualTo(202);
        measured.add("two clusters of five, join of one to the other: ten", nodes.untilAll(ten, alive(ten)));
        assertThat(generations(ten)).isEqualTo(generations);
        assertThat(ten).allMatch(Node::running);
    }

    private List<Node> cluster(String prefix) {
        Node.Plan seed = nodes.plan(prefix + "1", "two");
        List<Node> five = new ArrayList<>(List.of(nodes.launch(seed)));
        for (int i = 2; i <= 5; i++) {
            five.add(nodes.launch(nodes.plan(prefix + i, "two", "--seed=" + seed.seed())));
        }
        return five;
    }

    private static Map<String, String> generations(List<Node> nodes) {
        Map<String, String> generations = new TreeMap<>();
        nodes.forEach(
                node -> generations.put(node.name(), String.valueOf(node.self().get("generation"))));
        return generations;
    }

    @Test
    void without_seeds_members_on_one_host_find_each_other_by_broadcast(Measurements measured) {
        String discovery = "--broadcast=" + nodes.port();
        List<Node> three = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> nodes.launch(nodes.plan("node" + i, "heard", discovery)))
                .toList();
        three.forEach(nodes::up);
        measured.add("three by broadcast on loopback, after the last is up", nodes.untilAll(three, alive(three)));
    }

    @Test
    void when_all_seeds_are_down_a_member_logs_it_once_and_joins_when_one_comes_up(Measurements measured)
            throws IOException {
        Node.Plan seed = nodes.plan("seed", "late");
        Node first = nodes.start(nodes.plan("first", "late", "--seed=" + seed.seed(), "--profile=local"));
        String waits = "nobody answers at " + seed.seed();
        nodes.until("a log line about the seed", () -> first.logged(waits) > 0);
        // With this profile, there are several attempts in that time.
        Awaitility.await().during(Duration.ofSeconds(3)).atMost(Nodes.TIMEOUT).until(() -> first.logged(waits) == 1);
        assertThat(first.statuses()).isEqualTo(alive(List.of(first)));

        Node second = nodes.start(seed.with("--profile=local"));
        List<Node> both = List.of(first, second);
        measured.add("a seed comes up late: joined, after it is up", nodes.untilAll(both, alive(both)));
        assertThat(first.logged(waits)).isEqualTo(1);
    }

    @Test
    void after_a_crash_a_member_finds_the_cluster_by_remembered_addresses(@TempDir Path folder, Measurements measured) {
        Path data = folder.resolve("data");
        Node one = nodes.start(nodes.plan("one", "kept"));
        Node two = nodes.start(nodes.plan("two", "kept", "--seed=" + one.plan().seed()));
        Node.Plan plan = nodes.plan("three", "kept", "--data=" + data);
        Node three =
                nodes.start(plan.with("--data=" + data, "--seed=" + two.plan().seed()));
        List<Node> others = List.of(one, two);
        List<Node> all = List.of(one, two, three);
        nodes.untilAll(all, alive(all));
        String before = three.generation("three");
        nodes.until("addresses on disk", () -> remembers(data, one) && remembers(data, two));
        three.kill();
        three.end();

        // On another port, so that it must find the others: they would look for it at the old one.
        Node back = nodes.start(nodes.plan("three", "kept", "--data=" + data));
        List<Node> again = List.of(one, two, back);
        measured.add(
                "restart with a data folder and no seeds: joined, after it is up", nodes.untilAll(again, alive(again)));
        assertThat(others)
                .allSatisfy(node -> assertThat(Long.parseUnsignedLong(node.generation("three")))
                        .isGreaterThan(Long.parseUnsignedLong(before)));
    }

    private static boolean remembers(Path data, Node node) throws IOException {
        Path members = data.resolve("members");
        return Files.exists(members)
                && Files.readString(members).contains(node.plan().seed());
    }
}
