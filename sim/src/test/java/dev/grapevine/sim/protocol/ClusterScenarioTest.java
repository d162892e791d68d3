package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.model.Evidence;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.SimulationResult;
import dev.grapevine.sim.figures.Fault;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.figures.NewsKind;
import dev.grapevine.sim.figures.NewsSpread;
import dev.grapevine.sim.mechanism.Mechanisms;
import dev.grapevine.sim.operation.OperationParser;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.scenario.RandomFaults;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Delay;
import dev.grapevine.sim.world.Link;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every cluster must do. A check that passes means that all members agree, and are right. */
class ClusterScenarioTest {

    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final long SEED = 20_260_101;

    private static Scenario.Builder five() {
        return Scenario.builder().encoded().startAll(5).check("5s");
    }

    private static SimulationResult run(Scenario.Builder scenario) {
        return Simulation.run(SEED, scenario.build());
    }

    private static List<PeerEvent.Failed> failures(Scenario.Builder scenario) {
        return Trace.of(SEED, scenario.build()).failures();
    }

    @ParameterizedTest
    @CsvSource({"1, 1s", "2, 2s", "5, 2s", "50, 5s"})
    void members_started_at_once_find_each_other(int count, String within) {
        run(Scenario.builder().encoded().bounded().startAll(count).check(within));
    }

    @Test
    void members_that_are_all_seeds_of_each_other_form_one_cluster() {
        Scenario.Builder scenario = Scenario.builder().bounded();
        List<String> all = List.of("n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10");
        all.forEach(name -> scenario.then(new ProcessOperation.Start(name, "", all, false)));
        run(scenario.check("5s"));
    }

    @Test
    void without_seeds_members_find_each_other_by_broadcast() {
        Scenario.Builder scenario = Scenario.builder().bounded();
        for (int i = 1; i <= 5; i++) {
            scenario.then("start n" + i + " discover");
        }
        run(scenario.check("10s"));
    }

    @Test
    void a_member_joins_by_itself_when_its_seed_comes_up_late() {
        run(Scenario.builder()
                .then("start n2 seeds=n1")
                .then("start n3 seeds=n1")
                .run("30s")
                .then("start n1")
                .check("15s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"crash n3", "host-loss n3", "hang n3"})
    void a_member_that_stops_is_dead_to_all_within_the_longest_window(String stop) {
        Scenario.Builder scenario = five().run("5s").then(stop).run("15s");
        if (stop.startsWith("hang")) {
            scenario.then("crash n3");
        }
        SimulationResult result = run(scenario.check("1s"));
        Fault fault = result.figures().fault("n3");
        assertThat(fault.survivors()).isEqualTo(4);
        assertThat(fault.all()).isLessThan(14 * SECOND);
        assertThat(result.figures().falseDeaths()).isZero();
    }

    @Test
    void successive_failures_are_not_detected_more_and_more_slowly() {
        SimulationResult result = run(Scenario.builder()
                .startAll(8)
                .check("5s")
                .then("host-loss n8")
                .run("20s")
                .then("host-loss n7")
                .run("20s")
                .then("host-loss n6")
                .run("20s")
                .then("host-loss n5")
                .run("20s")
                .check("1s"));
        for (int stopped = 5; stopped <= 8; stopped++) {
            assertThat(result.figures().fault("n" + stopped).all()).isLessThan(14 * SECOND);
        }
    }

    @Test
    void a_member_that_leaves_is_gone_at_once_and_counts_as_no_failure() {
        Figures figures = run(five().run("5s").then("leave n3").check("2s")).figures();
        assertThat(figures.spread(NewsKind.LEAVE, "n3").audience()).isEqualTo(4);
        assertThat(figures.spread(NewsKind.LEAVE, "n3").all()).isLessThan(100 * MS);
        assertThat(figures.dissemination()).noneMatch(news -> news.kind() == NewsKind.DEATH);
    }

    @ParameterizedTest
    @CsvSource({
        "restart n3, 0s", "restart n3 blank, 0s", "restart n3 moved, 0s", "restart n3 moved blank, 0s",
        "restart n3, 1s", "restart n3 blank, 1s", "restart n3 moved, 1s", "restart n3 moved blank, 1s"
    })
    void a_killed_member_that_restarts_replaces_its_predecessor(String restart, String later) {
        // the old generation is known to be gone, and not only missed
        assertThat(failures(five().then("crash n3").run(later).then(restart).check("5s")))
                .isNotEmpty()
                .allSatisfy(failed -> {
                    assertThat(failed.evidence()).isIn(Evidence.GONE, Evidence.REFUSED);
                    assertThat(failed.member().name()).isEqualTo("n3");
                });
    }

    @Test
    void a_crash_is_known_to_all_at_once() {
        SimulationResult result =
                run(Scenario.builder().startAll(50).run("10s").then("crash n7").check("1s"));
        Fault fault = result.figures().fault("n7");
        assertThat(fault.survivors()).isEqualTo(49);
        assertThat(fault.all()).isLessThan(200 * MS);
    }

    @Test
    void a_member_that_restarts_asks_only_a_few_of_the_many_that_it_remembers() {
        Figures figures = run(Scenario.builder()
                        .settleAll(50)
                        .run("5s")
                        .then("crash n3")
                        .run("5s")
                        .then("restart n3")
                        .check("5s"))
                .figures();
        // both ends of a stream send a hello: two packets for each, and seven to open and close the stream
        assertThat(figures.load().kinds())
                .filteredOn(kind -> kind.name().equals("Hello JOIN"))
                .singleElement()
                .satisfies(hellos -> assertThat(hellos.packets()).isLessThanOrEqualTo((8 + 1) * (2 + 2 + 7)));
    }

    @Test
    void a_member_that_was_declared_dead_restarts_into_the_cluster() {
        run(five().then("crash n3").run("30s").then("restart n3").check("5s"));
    }

    @Test
    void a_clock_that_stepped_back_exiles_nobody() {
        run(five().then("crash n3")
                .then("clock-step n3 -3600s")
                .run("1s")
                .then("restart n3 blank")
                .check("10s"));
    }

    @Test
    void a_paused_member_is_not_declared_dead() {
        SimulationResult result = run(Scenario.builder()
                .bounded()
                .startAll(5)
                .check("5s")
                .then("pause n2 3s")
                .run("10s")
                .then("pause n4 4s")
                .check("20s"));
        assertThat(result.figures().falseDeaths()).isZero();
    }

    @Test
    void in_a_lossy_network_nobody_is_declared_dead_and_all_learn_the_news() {
        SimulationResult result = run(Scenario.builder()
                .encoded()
                .bounded()
                .link(Link.of(Delay.uniform(100_000, 2 * MS))
                        .withLoss(0.1)
                        .withDuplicate(0.05)
                        .withReorder(0.2))
                .startAll(16)
                .check("10s")
                .then("register n5 web 80")
                .check("10s")
                .run("60s")
                .check("5s"));
        assertThat(result.figures().falseDeaths()).isZero();
    }

    @Test
    void services_are_known_everywhere_and_vanish_with_their_owner() {
        SimulationResult result = run(five().then("register n2 web 8080")
                .then("register n3 web 8081")
                .run("1s")
                .then("deregister n2 web")
                .check("1s")
                .then("leave n3")
                .check("1s"));
        List<NewsSpread> news = result.figures().spreads().stream()
                .filter(spread ->
                        spread.kind() == NewsKind.SERVICE && spread.about().equals("n2"))
                .toList();
        assertThat(news).hasSize(2).allSatisfy(spread -> {
            assertThat(spread.audience()).isEqualTo(4);
            assertThat(spread.all()).isLessThan(200 * MS);
        });
    }

    @Test
    void a_partition_separates_the_views_and_its_heal_merges_them() {
        SimulationResult result = run(Scenario.builder()
                .startAll(8)
                .check("5s")
                .then("partition n1,n2,n3,n4 | n5,n6,n7,n8")
                .run("40s")
                .then("register n1 left 1")
                .then("register n8 right 2")
                .run("1s")
                .then("heal")
                .check("30s"));
        assertThat(result.figures().checks()).hasSize(2);
        assertThat(result.figures().spread(NewsKind.SERVICE, "n8").informed()).isEqualTo(7);
    }

    @Test
    void two_clusters_become_one_when_a_member_of_one_joins_the_other() {
        Scenario.Builder scenario = Scenario.builder();
        for (int i = 1; i <= 10; i++) {
            scenario.then("start n" + i + " seeds=n" + (i <= 5 ? 1 : 6));
        }
        assertThat(failures(scenario.run("20s").then("join n2 n7").check("5s"))).isEmpty();
    }

    @Test
    void a_storm_of_joins_is_weathered() {
        Scenario.Builder scenario = Scenario.builder().bounded().startAll(2).check("5s");
        for (int i = 3; i <= 100; i++) {
            scenario.then("start n" + i + " seeds=n1,n2");
        }
        run(scenario.check("10s"));
    }

    @Test
    void a_run_is_the_same_to_the_last_byte_whether_packets_are_encoded_or_not() {
        Scenario plain = five().then("crash n2")
                .run("8s")
                .then("restart n2")
                .check("10s")
                .build();
        Scenario byReference = new Scenario(
                plain.settings(),
                Mechanisms.ALL,
                plain.options(),
                plain.link(),
                false,
                false,
                plain.bounded(),
                plain.steps(),
                plain.duration(),
                plain.expectations());
        SimulationResult first = Simulation.run(SEED, plain);
        SimulationResult second = Simulation.run(SEED, plain);
        SimulationResult third = Simulation.run(SEED, byReference);
        assertThat(second.figures()).isEqualTo(first.figures());
        assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(third.figures()).isEqualTo(first.figures());
        assertThat(third.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(Trace.of(SEED, byReference))
                .hasToString(Trace.of(SEED, plain).toString());
    }

    @Test
    void a_printed_operation_list_replays_the_run() {
        Scenario scenario = RandomFaults.wild(77);
        SimulationResult first = Simulation.run(77, scenario);
        SimulationResult again = Simulation.run(77, scenario.withSteps(OperationParser.script(scenario.script())));
        assertThat(again.figures()).isEqualTo(first.figures());
        assertThat(again.fingerprint()).isEqualTo(first.fingerprint());
    }
}
