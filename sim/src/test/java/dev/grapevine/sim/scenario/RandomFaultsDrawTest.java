package dev.grapevine.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.sim.operation.Attack;
import dev.grapevine.sim.operation.Operation;
import dev.grapevine.sim.operation.OperationParser;
import dev.grapevine.sim.operation.TimedOperation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomFaultsDrawTest {

    @Test
    void one_seed_gives_one_scenario() {
        assertThat(RandomFaults.wild(5)).isEqualTo(RandomFaults.wild(5));
        assertThat(RandomFaults.wild(5)).isNotEqualTo(RandomFaults.wild(6));
        assertThat(RandomFaults.bounded(5)).isEqualTo(RandomFaults.bounded(5));
    }

    @Test
    void clusters_have_5_to_50_members_and_end_with_a_check() {
        List<Scenario> scenarios =
                LongStream.range(0, 500).mapToObj(RandomFaults::wild).toList();
        assertThat(scenarios).allSatisfy(scenario -> {
            assertThat(scenario.members()).hasSizeBetween(5, 50);
            assertThat(scenario.steps().get(scenario.steps().size() - 1).operation())
                    .isInstanceOf(Operation.Check.class);
        });
        assertThat(scenarios)
                .anySatisfy(scenario -> assertThat(scenario.members()).hasSize(5));
        assertThat(scenarios)
                .anySatisfy(scenario -> assertThat(scenario.members()).hasSizeGreaterThan(48));
    }

    @Test
    void every_scenario_can_be_written_and_read_back() {
        assertThat(LongStream.range(0, 200).mapToObj(RandomFaults::wild))
                .allSatisfy(scenario ->
                        assertThat(OperationParser.script(scenario.script())).isEqualTo(scenario.steps()));
    }

    @Test
    void among_many_scenarios_every_operation_occurs() {
        Set<String> verbs = new HashSet<>();
        LongStream.range(0, 500)
                .mapToObj(RandomFaults::wild)
                .forEach(scenario -> scenario.steps()
                        .forEach(step -> verbs.add(step.operation().toString().split(" ")[0])));
        assertThat(verbs)
                .containsExactlyInAnyOrder(
                        "start",
                        "restart",
                        "crash",
                        "host-loss",
                        "hang",
                        "resume",
                        "pause",
                        "suspend",
                        "leave",
                        "register",
                        "deregister",
                        "slow",
                        "clock-step",
                        "interface",
                        "partition",
                        "heal",
                        "cut",
                        "loss",
                        "delay",
                        "duplicate",
                        "reorder",
                        "corrupt",
                        "reject",
                        "block-udp",
                        "flip",
                        "check");
    }

    @Test
    void hostile_scenarios_have_attacks_of_every_kind_and_addresses_that_are_taken_over() {
        Set<String> verbs = new HashSet<>();
        LongStream.range(0, 200)
                .mapToObj(RandomFaults::hostile)
                .forEach(scenario -> scenario.steps().forEach(step -> {
                    String[] words = step.operation().toString().split(" ");
                    verbs.add(words[0].equals("attack") ? "attack " + words[2] : words[0]);
                }));
        assertThat(verbs)
                .contains(
                        "take-address",
                        "attack questions",
                        "attack answers",
                        "attack facts",
                        "attack everything",
                        "attack streams");
    }

    @Test
    void in_sealed_scenarios_keys_change_and_none_is_removed_beside_any_faults() {
        Set<String> mild = new HashSet<>();
        Set<String> any = new HashSet<>();
        LongStream.range(0, 200)
                .mapToObj(RandomFaults::sealed)
                .forEach(scenario -> scenario.steps().forEach(step -> {
                    String[] words = step.operation().toString().split(" ");
                    if (words[0].equals("keys")) {
                        (scenario.bounded() ? mild : any).add(words[2]);
                    }
                }));
        assertThat(mild).containsExactlyInAnyOrder("install", "use", "remove", "rotate");
        assertThat(any).containsExactlyInAnyOrder("install", "use");
    }

    @Test
    void strangers_in_a_bounded_scenario_forge_nothing() {
        assertThat(LongStream.range(0, 200)
                        .mapToObj(RandomFaults::hostile)
                        .filter(Scenario::bounded)
                        .flatMap(scenario -> scenario.steps().stream())
                        .map(TimedOperation::operation))
                .isNotEmpty()
                .noneMatch(operation ->
                        operation instanceof Attack attack && attack.kind().forges());
    }
}
