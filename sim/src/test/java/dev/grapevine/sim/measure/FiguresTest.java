package dev.grapevine.sim.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.Evidence;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.figures.Dissemination;
import dev.grapevine.sim.figures.Fault;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.figures.Load;
import dev.grapevine.sim.figures.NewsKind;
import dev.grapevine.sim.figures.NewsSpread;
import dev.grapevine.sim.figures.StateMap;
import dev.grapevine.sim.figures.TimelineEntry;
import dev.grapevine.sim.invariant.Invariant;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Delay;
import dev.grapevine.sim.world.Link;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures of runs whose outcome is known. */
class FiguresTest {

    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;

    private static Figures figures(Scenario.Builder scenario) {
        return Simulation.run(7, scenario.build()).figures();
    }

    private static StateMap.Row row(Figures figures, String member) {
        return figures.states().rows().stream()
                .filter(row -> row.member().equals(member))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_crash_is_a_fault_detected_by_refusal_and_no_mistake() {
        Figures figures = figures(
                Scenario.builder().settleAll(20).run("5s").then("crash n7").run("5s"));
        Fault fault = figures.fault("n7");
        assertThat(fault.kind()).isEqualTo(Fault.Kind.CRASH);
        assertThat(fault.at()).isEqualTo(5 * SECOND);
        assertThat(fault.evidence()).isEqualTo(Evidence.REFUSED);
        assertThat(fault.survivors()).isEqualTo(19);
        assertThat(fault.knowing()).isEqualTo(19);
        assertThat(figures.detection(Evidence.REFUSED).each().count()).isEqualTo(19);
        assertThat(figures.detection(Evidence.REFUSED).each().max()).isEqualTo(fault.all());
        assertThat(figures.detection(Evidence.REFUSED).all().count()).isEqualTo(1);
        assertThat(figures.detection(Evidence.SILENT).each().count()).isZero();
        assertThat(figures.falseDeaths()).isZero();
        NewsSpread death = figures.spread(NewsKind.DEATH, "n7");
        assertThat(death.audience()).isEqualTo(19);
        assertThat(death.all()).isNotNull();
        assertThat(row(figures, "n7").believed()).matches("A+D+").hasSize(500);
        assertThat(row(figures, "n7").real()).matches("h{249,251}\\.+");
        assertThatThrownBy(() -> figures.fault("n8")).hasMessage("n8 did not stop");
        assertThatThrownBy(() -> figures.spread(NewsKind.LEAVE, "n7")).hasMessage("no LEAVE of n7");
    }

    @Test
    void members_that_stop_together_do_not_count_as_survivors() {
        Figures figures = figures(Scenario.builder()
                .settleAll(10)
                .run("5s")
                .then("crash n1")
                .then("crash n2")
                .run("20s"));
        assertThat(figures.faults()).allSatisfy(fault -> {
            assertThat(fault.survivors()).isEqualTo(8);
            assertThat(fault.knowing()).isEqualTo(8);
        });
    }

    @Test
    void a_hang_until_further_notice_is_a_fault_and_its_detection_no_mistake() {
        Figures figures = figures(Scenario.builder()
                .settleAll(5)
                .run("5s")
                .then("hang n3")
                .run("20s")
                .then("resume n3")
                .run("5s"));
        assertThat(figures.fault("n3").kind()).isEqualTo(Fault.Kind.HANG);
        assertThat(figures.detection(Evidence.SILENT).each().count()).isEqualTo(4);
        assertThat(figures.falseDeaths()).isZero();
        assertThat(figures.accuracy().healthy().suspected()).isZero();
        assertThat(figures.spread(NewsKind.REFUTATION, "n3").informed()).isEqualTo(4);
        assertThat(row(figures, "n3").believed()).matches("A+S+D+A+");
        assertThat(row(figures, "n3").real()).matches("h+x+s+");
    }

    @Test
    void a_suspicion_of_a_paused_member_is_a_mistake_about_a_slow_member() {
        Figures figures = figures(
                Scenario.builder().settleAll(5).run("5s").then("pause n3 4s").run("30s"));
        assertThat(figures.accuracy().slow().suspected()).isEqualTo(4);
        assertThat(figures.accuracy().slow().recovered()).isEqualTo(4);
        assertThat(figures.accuracy().slow().suspicion().max()).isLessThan(4 * SECOND);
        assertThat(figures.accuracy().slow().declared()).isZero();
        assertThat(figures.accuracy().healthy().suspected()).isZero();
        assertThat(figures.faults()).isEmpty();
        assertThat(row(figures, "n3").real()).matches("h+s+h+");
    }

    @Test
    void a_verdict_on_a_member_that_sleeps_too_long_is_a_false_death_of_a_slow_member() {
        Figures figures = figures(
                Scenario.builder().settleAll(5).run("5s").then("suspend n3 40s").run("60s"));
        assertThat(figures.accuracy().slow().declared()).isEqualTo(4);
        assertThat(figures.accuracy().slow().members()).isEqualTo(1);
        assertThat(figures.accuracy().slow().recovered()).isEqualTo(4);
        assertThat(figures.accuracy().slow().death().count()).isEqualTo(4);
        assertThat(figures.accuracy().healthy().declared()).isZero();
        assertThat(figures.falseDeaths()).isEqualTo(4);
    }

    @Test
    void beliefs_across_a_partition_are_counted_apart() {
        Figures figures = figures(Scenario.builder()
                .settleAll(6)
                .run("5s")
                .then("partition n1,n2 | n3,n4,n5,n6")
                .run("40s"));
        assertThat(figures.accuracy().partitioned().declared()).isEqualTo(2 * 4 * 2);
        assertThat(figures.falseDeaths()).isZero();
        assertThat(figures.accuracy().healthy().suspected()).isZero();
        assertThat(figures.agreement().values().get(0)).isEqualTo(1);
        assertThat(figures.agreement().values()).contains(4.0 / 6);
    }

    @Test
    void a_member_with_bad_links_of_its_own_is_slow_and_one_bad_link_is_not_its_fault() {
        Figures figures = figures(Scenario.builder()
                .settleAll(4)
                .then("loss n1 -> * 50%")
                .then("loss n2 -> n3 50%")
                .then("loss * -> * 1%")
                .run("5s"));
        assertThat(row(figures, "n1").real()).matches("s+");
        assertThat(List.of(row(figures, "n2"), row(figures, "n3"), row(figures, "n4")))
                .allSatisfy(row -> assertThat(row.real()).matches("h+"));
    }

    @Test
    void a_leave_spreads_and_is_no_fault() {
        Figures figures = figures(
                Scenario.builder().settleAll(10).run("5s").then("leave n4").run("5s"));
        NewsSpread leave = figures.spread(NewsKind.LEAVE, "n4");
        assertThat(leave.at()).isEqualTo(5 * SECOND);
        assertThat(leave.audience()).isEqualTo(9);
        assertThat(leave.informed()).isEqualTo(9);
        assertThat(figures.faults()).isEmpty();
        assertThat(row(figures, "n4").believed()).matches("A+L+");
    }

    @Test
    void news_is_followed_hop_by_hop() {
        Figures figures = figures(Scenario.builder()
                .link(Link.of(Delay.fixed(MS)))
                .settleAll(30)
                .run("5s")
                .then("register n4 web 80")
                .run("1s"));
        NewsSpread service = figures.spread(NewsKind.SERVICE, "n4");
        // all delays are equal, so the number of hops gives the time
        assertThat(service.hops().get(0)).isZero();
        assertThat(service.hops().get(1)).isEqualTo(4);
        assertThat(service.hops().stream().mapToInt(Integer::intValue).sum()).isEqualTo(29);
        assertThat(service.all()).isEqualTo(service.rounds() * MS);
        // each sends 4 pushes and 3 repeats to 2 members, except to where it heard from
        assertThat(service.messages()).isBetween(30L * 8, 30L * 13);
        Dissemination all = figures.dissemination().get(0);
        assertThat(all.kind()).isEqualTo(NewsKind.SERVICE);
        assertThat(all.count()).isEqualTo(1);
        assertThat(all.complete()).isEqualTo(1);
        assertThat(all.curve()).hasSize(21);
        assertThat(all.curve().get(20).max()).isEqualTo(service.all());
    }

    @Test
    void a_join_is_news_once_and_the_joiner_hears_no_news_of_members_that_were_there_before() {
        Figures figures = figures(Scenario.builder()
                .settleAll(10)
                .run("2s")
                .then("start n11 seeds=n1")
                .run("5s"));
        assertThat(figures.dissemination()).singleElement().satisfies(joins -> {
            assertThat(joins.kind()).isEqualTo(NewsKind.JOIN);
            assertThat(joins.count()).isEqualTo(1);
            assertThat(joins.complete()).isEqualTo(1);
        });
        assertThat(figures.spread(NewsKind.JOIN, "n11").audience()).isEqualTo(10);
    }

    @Test
    void traffic_is_counted_with_headers_and_by_purpose() {
        Load load = figures(Scenario.builder().settleAll(5).run("60s")).load();
        assertThat(load.memberSeconds()).isEqualTo(300);
        assertThat(load.kinds())
                .filteredOn(kind -> kind.name().equals("Ping") && !kind.stream())
                .singleElement()
                .satisfies(pings -> {
                    assertThat(pings.packets()).isBetween(290L, 330L);
                    assertThat(pings.bytes() / pings.packets()).isBetween(55L, 70L);
                    assertThat(pings.purpose()).isEqualTo(Load.Purpose.PROBES);
                });
        assertThat(load.bytesPerMemberSecond()).isBetween(100.0, 175.0);
        assertThat(load.bytesEach().count()).isEqualTo(5);
        assertThat(load.series()).hasSize(Load.Purpose.values().length);
        double seen = load.series().stream()
                .flatMap(series -> series.values().stream())
                .mapToDouble(Double::doubleValue)
                .sum();
        assertThat(seen * 5 * 0.1).isCloseTo(load.bytes(), Percentage.withPercentage(0.1));
    }

    @Test
    void operations_of_one_kind_at_one_instant_are_one_entry() {
        Figures figures = figures(Scenario.builder()
                .settleAll(3)
                .run("1s")
                .then("crash n1")
                .then("register n2 web 1")
                .then("crash n3")
                .run("1s"));
        assertThat(figures.timeline())
                .containsExactly(
                        new TimelineEntry(0, "start", "start 3 members", 3),
                        new TimelineEntry(SECOND, "crash", "crash 2 members", 2),
                        new TimelineEntry(SECOND, "register", "register n2 web 1", 1));
    }

    @Test
    void every_guarantee_is_checked_and_expectations_only_where_there_are_some() {
        Figures figures = figures(Scenario.builder()
                .sealed()
                .startAll(5)
                .then("attack n1 answers 3 0s")
                .check("5s"));
        assertThat(figures.invariants().keySet())
                .containsExactlyInAnyOrder(
                        Arrays.stream(Invariant.values()).map(Enum::name).toArray(String[]::new));
        assertThat(figures.invariants())
                .allSatisfy((invariant, times) -> assertThat(times > 0)
                        .as(invariant)
                        .isNotEqualTo(invariant.equals(Invariant.EXPECTATION.name())));
    }

    @Test
    void settled_members_agree_from_the_beginning_and_tell_no_news() {
        Figures figures = figures(Scenario.builder().settleAll(50).check("1s").run("10s"));
        assertThat(figures.checks().get(0).took()).isZero();
        assertThat(figures.agreement().values()).containsOnly(1.0);
        assertThat(figures.dissemination()).isEmpty();
        assertThat(figures.accuracy().healthy().suspected()).isZero();
    }

    @Test
    void members_start_settled_at_the_same_time_only() {
        Scenario.Builder scenario =
                Scenario.builder().then("start n1 settled").run("1s").then("start n2 settled");
        assertThatThrownBy(scenario::build)
                .hasMessage(
                        "'1s start n2 settled' begins settled later than others: all of them start at the same time");
    }

    /** The bound is log n to the base 1 + f, rounded up, if each member that knows tells f others in each round: 4 for n = 500 and f = 4. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void news_reaches_all_within_three_rounds_of_the_bound(long seed) {
        Scenario.Builder scenario =
                Scenario.builder().link(Link.of(Delay.fixed(MS))).settleAll(500).run("3s");
        for (int member = 1; member <= 500; member += 100) {
            scenario.then("register n" + member + " web 80").run("500ms");
        }
        Figures figures = Simulation.run(seed, scenario.build()).figures();
        int bound = (int) Math.ceil(Math.log(500) / Math.log(1 + 4));
        assertThat(figures.spreads()).hasSize(5).allSatisfy(spread -> {
            assertThat(spread.informed()).isEqualTo(499);
            assertThat(spread.rounds()).isLessThanOrEqualTo(bound + 3);
        });
    }
}
