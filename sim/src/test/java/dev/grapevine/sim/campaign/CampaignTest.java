package dev.grapevine.sim.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Evidence;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.SimulationResult;
import dev.grapevine.sim.figures.Detection;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.invariant.Invariant;
import dev.grapevine.sim.scenario.Expectation;
import dev.grapevine.sim.scenario.Expectation.Quantity;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.scenario.SeedRange;
import dev.grapevine.sim.scenario.file.Replacement;
import dev.grapevine.sim.scenario.file.ScenarioException;
import dev.grapevine.sim.scenario.file.ScenarioFile;
import dev.grapevine.sim.scenario.file.ScenarioReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignTest {

    private static final String CRASH = """
            members: 8
            start: settled
            duration: 10s
            timeline:
              - {at: 5s, do: crash 1}
            expect:
              refused-within: WITHIN
            """;

    private static ScenarioFile file(String within) {
        try {
            return ScenarioReader.read("crash.yaml", CRASH.replace("WITHIN", within), List.<Replacement>of());
        } catch (ScenarioException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static Campaign.Results run(String within, SeedRange seeds, int threads) throws InterruptedException {
        return new Campaign(file(within)::scenario, seeds, threads).run((done, failed) -> {});
    }

    @Test
    void the_totals_are_the_sum_of_the_figures_of_each_run() throws InterruptedException {
        Campaign.Results results = run("1s", new SeedRange(1, 3), 1);
        Totals totals = results.totals();
        List<Figures> each = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            each.add(Simulation.play(seed, file("1s").scenario(seed)).figures());
        }
        assertThat(totals.runs()).isEqualTo(3);
        assertThat(totals.faults()).isEqualTo(3);
        assertThat(totals.unnoticed()).isZero();
        Detection refused = totals.detections().get(0);
        assertThat(refused.evidence()).isEqualTo(Evidence.REFUSED);
        assertThat(refused.each().count()).isEqualTo(21);
        assertThat(refused.all().max())
                .isEqualTo(each.stream()
                        .mapToLong(figures ->
                                figures.detection(Evidence.REFUSED).all().max())
                        .max()
                        .orElseThrow());
        assertThat(totals.traffic().memberSeconds())
                .isEqualTo(each.stream()
                        .mapToDouble(figures -> figures.load().memberSeconds())
                        .sum());
        assertThat(totals.meanAgreement().values().get(0)).isEqualTo(1);
        assertThat(results.figures()).isEmpty();
        assertThat(results.runs()).extracting(RunSummary::seed).containsExactly(1L, 2L, 3L);
    }

    @Test
    void the_number_of_threads_changes_nothing() throws InterruptedException {
        Campaign.Results one = run("1s", new SeedRange(1, 6), 1);
        Campaign.Results four = run("1s", new SeedRange(1, 6), 4);
        assertThat(four.totals()).isEqualTo(one.totals());
        assertThat(four.runs()).isEqualTo(one.runs());
    }

    @Test
    void a_broken_expectation_is_reported_with_its_seed_and_counted() throws InterruptedException {
        List<String> heard = new ArrayList<>();
        Campaign.Results results = new Campaign(file("1us")::scenario, new SeedRange(4, 5), 1)
                .run((done, failed) -> heard.add(done + " " + failed));
        assertThat(heard).containsExactly("1 1", "2 2");
        assertThat(results.failed()).extracting(RunSummary::seed).containsExactly(4L, 5L);
        assertThat(results.failed().get(0).violation().orElseThrow().invariant())
                .isEqualTo(Invariant.EXPECTATION);
        assertThat(results.failed().get(0).found())
                .singleElement()
                .satisfies(found -> assertThat(found).isGreaterThan(1_000));
    }

    @Test
    void a_single_run_keeps_its_figures() throws InterruptedException {
        assertThat(run("1s", new SeedRange(9, 9), 2).figures())
                .get()
                .satisfies(figures -> assertThat(figures.faults()).hasSize(1));
    }

    @Test
    void a_run_that_breaks_a_guarantee_keeps_its_figures_up_to_there() {
        Scenario apart = Scenario.builder()
                .startAll(4)
                .run("5s")
                .then("partition n1,n2")
                .then("crash n3")
                .run("1s")
                .check("3s")
                .run("10s")
                .build();
        SimulationResult result = Simulation.play(1, apart);
        assertThat(result.violation()).get().satisfies(violation -> {
            assertThat(violation.at()).isEqualTo(9_000_000_000L);
            assertThat(violation.invariant()).isNotEqualTo(Invariant.EXPECTATION);
        });
        assertThat(result.figures().faults()).hasSize(1);
    }

    @Test
    void an_expectation_holds_up_to_its_bound() {
        Figures figures = Simulation.play(1, file("1s").scenario(1)).figures();
        double found = Quantity.REFUSED_WITHIN.of(figures);
        assertThat(new Expectation(Quantity.REFUSED_WITHIN, found).holds(figures))
                .isTrue();
        assertThat(new Expectation(Quantity.REFUSED_WITHIN, found - 1).holds(figures))
                .isFalse();
        assertThat(new Expectation(Quantity.AGREEMENT, 1).holds(figures)).isTrue();
        assertThat(new Expectation(Quantity.UNNOTICED, 0).holds(figures)).isTrue();
        assertThat(Quantity.REFUSED_WITHIN.showRounded(2_345_678)).isEqualTo("2.35ms");
        assertThat(Quantity.AGREEMENT.showRounded(1)).isEqualTo("100%");
    }
}
