package dev.grapevine.cluster.check;

import static dev.grapevine.model.Health.CRITICAL;
import static dev.grapevine.model.Health.PASSING;
import static dev.grapevine.model.Health.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.model.Health;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When checks run, and what their results mean, in virtual time. */
class PollingCheckTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final InstanceVerdict NEW = new InstanceVerdict(CRITICAL, InstanceVerdict.NOT_CHECKED, null);
    private static final CheckTarget DB = new CheckTarget.Tcp("db", 1);

    private final VirtualChecks world = new VirtualChecks();
    private final List<String> news = new ArrayList<>();

    private static CheckDefinition polled(CheckTarget target, double interval, double timeout, int failures) {
        return new CheckDefinition.Polled(
                target,
                new CheckPolicy(
                        Duration.ofMillis((long) (interval * 1e3)),
                        Duration.ofMillis((long) (timeout * 1e3)),
                        failures,
                        1));
    }

    private InstanceChecks check(CheckDefinition... checks) {
        InstanceChecks[] itself = new InstanceChecks[1];
        itself[0] = world.engine.instance(NEW, () -> {
            InstanceVerdict latest = itself[0].news();
            if (latest != null) {
                news.add(latest.health() + " " + latest.output());
                itself[0].published(latest);
            }
        });
        itself[0].replace(NamedCheck.of(List.of(checks)), null, null);
        return itself[0];
    }

    private static CheckOutcome outcome(Health health, String output) {
        return new CheckOutcome(health, output);
    }

    // ---- rhythm

    @Test
    void the_first_run_comes_at_once_and_the_others_keep_their_distance() {
        world.answer(DB, () -> outcome(PASSING, "fine"));
        check(polled(DB, 10, 1, 2));
        world.pass(Duration.ofMinutes(10));
        List<Double> begins = world.begins(DB);
        assertThat(begins.get(0)).isZero();
        assertThat(begins.get(1)).isBetween(0.0, 10.0);
        for (int i = 2; i < begins.size(); i++) {
            assertThat(begins.get(i) - begins.get(1)).isCloseTo(10.0 * (i - 1), within(1e-6));
        }
        assertThat(begins).hasSizeBetween(60, 62);
    }

    @Test
    void a_thousand_checks_do_not_begin_in_one_moment_and_run_evenly_afterwards() {
        for (int i = 1; i <= 1_000; i++) {
            CheckTarget target = new CheckTarget.Tcp("host", i);
            world.answer(target, () -> outcome(PASSING, "fine"));
            check(polled(target, 10, 1, 2));
        }
        world.pass(Duration.ofSeconds(60));
        assertThat(mostIn(0.1)).isLessThanOrEqualTo(130);
        assertThat(world.runs.stream().filter(run -> run.beganAt > 20).count()).isEqualTo(4_000);
        assertThat(mostIn(1.0, 20)).isLessThanOrEqualTo(160);
    }

    private long mostIn(double window) {
        return mostIn(window, 0);
    }

    private long mostIn(double window, double from) {
        double[] begins = world.runs.stream()
                .mapToDouble(run -> run.beganAt)
                .filter(at -> at >= from)
                .sorted()
                .toArray();
        long most = 0;
        for (int first = 0, last = 0; last < begins.length; last++) {
            while (begins[last] - begins[first] > window) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    @Test
    void after_a_stall_there_is_no_burst() {
        for (int i = 1; i <= 1_000; i++) {
            CheckTarget target = new CheckTarget.Tcp("host", i);
            world.answer(target, () -> outcome(PASSING, "fine"));
            check(polled(target, 10, 1, 2));
        }
        world.pass(Duration.ofSeconds(30));
        for (int stall : new int[] {2, 60}) {
            world.runs.clear();
            double before = world.seconds();
            world.stall(Duration.ofSeconds(stall));
            world.pass(Duration.ofSeconds(30));
            assertThat(mostIn(0.1, before)).as("after %d s", stall).isLessThanOrEqualTo(100);
            assertThat(world.runs.stream()
                            .filter(run -> run.beganAt <= before + stall + 10.001)
                            .map(run -> run.target)
                            .distinct())
                    .as("after %d s", stall)
                    .hasSize(1_000);
        }
    }

    @Test
    void a_check_that_hangs_keeps_its_rhythm_too() {
        check(polled(DB, 10, 10, 1));
        world.pass(Duration.ofMinutes(10));
        List<Double> begins = world.begins(DB);
        assertThat(begins.size()).isBetween(59, 62);
        assertThat(world.runs.subList(0, begins.size() - 1)).allMatch(run -> run.abandoned);
    }

    @Test
    void checks_that_hang_do_not_move_the_others() {
        for (int i = 1; i <= 500; i++) {
            check(polled(new CheckTarget.Tcp("silent", i), 1, 1, 2));
        }
        world.answer(DB, () -> outcome(PASSING, "fine"));
        check(polled(DB, 1, 1, 2));
        world.pass(Duration.ofSeconds(100));
        List<Double> begins = world.begins(DB);
        for (int i = 2; i < begins.size(); i++) {
            assertThat(begins.get(i) - begins.get(i - 1)).isCloseTo(1.0, within(1e-6));
        }
        assertThat(begins).hasSizeBetween(99, 102);
    }

    // ---- results

    @Test
    void the_first_result_is_news_also_when_it_is_a_failure() {
        world.answer(DB, () -> outcome(CRITICAL, "refused"));
        check(polled(DB, 10, 1, 3));
        world.pass(SECOND);
        assertThat(news).containsExactly("CRITICAL refused");
    }

    @Test
    void the_reason_is_that_of_the_verdict_and_not_of_the_latest_run() {
        AtomicReference<CheckOutcome> next = new AtomicReference<>(outcome(PASSING, "HTTP 200"));
        world.answer(DB, next::get);
        InstanceChecks checks = check(polled(DB, 10, 1, 3));
        world.pass(SECOND);
        next.set(outcome(CRITICAL, "HTTP 500"));
        while (world.runs.size() < 2) {
            world.pass(SECOND);
        }
        assertThat(checks.states())
                .extracting(CheckState::health, CheckState::output)
                .containsExactly(tuple(PASSING, "HTTP 200"));
        world.pass(Duration.ofSeconds(3));
        assertThat(checks.states().get(0).output()).isEqualTo("HTTP 500");
        assertThat(news).containsExactly("PASSING HTTP 200", "CRITICAL HTTP 500");
    }

    @Test
    void results_that_change_nothing_are_no_news_but_the_owner_has_the_latest_output() {
        int[] run = new int[1];
        world.answer(DB, () -> outcome(PASSING, "run " + run[0]++));
        InstanceChecks checks = check(polled(DB, 1, 1, 3));
        world.pass(Duration.ofSeconds(60));
        assertThat(news).containsExactly("PASSING run 0");
        assertThat(checks.states().get(0).output()).isEqualTo("run " + (run[0] - 1));
    }

    @Test
    void after_a_failure_that_does_not_decide_the_next_run_comes_within_a_second() {
        AtomicReference<CheckOutcome> next = new AtomicReference<>(outcome(PASSING, "fine"));
        world.answer(DB, next::get);
        check(polled(DB, 60, 1, 2));
        world.pass(SECOND);
        next.set(outcome(CRITICAL, "broken"));
        world.pass(Duration.ofSeconds(70));
        List<Double> begins = world.begins(DB);
        assertThat(begins.get(2) - begins.get(1)).isCloseTo(1.0, within(1e-6));
        assertThat(news).containsExactly("PASSING fine", "CRITICAL broken");
    }

    @Test
    void a_run_that_does_not_end_is_a_failure_and_is_abandoned() {
        InstanceChecks checks = check(polled(DB, 10, 2, 1));
        world.pass(Duration.ofMillis(1_999));
        assertThat(checks.verdict()).isEqualTo(NEW);
        world.pass(Duration.ofMillis(1));
        assertThat(news).containsExactly("CRITICAL no answer within 2.0 s");
        assertThat(world.runs.get(0).abandoned).isTrue();
    }

    @Test
    void what_a_run_says_after_its_timeout_does_not_count() {
        check(polled(DB, 10, 2, 1));
        world.pass(SECOND);
        world.runs.get(0).obedient = false;
        world.pass(Duration.ofSeconds(2));
        world.runs.get(0).outcome.complete(outcome(PASSING, "late"));
        world.answer(DB, () -> outcome(WARNING, "slow"));
        world.pass(Duration.ofSeconds(10));
        assertThat(news).containsExactly("CRITICAL no answer within 2.0 s", "WARNING slow");
    }

    @Test
    void a_run_that_holds_on_is_never_joined_by_another_and_counts_again_each_interval() {
        check(polled(DB, 10, 2, 3));
        world.pass(SECOND);
        world.runs.get(0).obedient = false;
        world.pass(Duration.ofSeconds(9));
        assertThat(news).containsExactly("CRITICAL no answer within 2.0 s");
        world.pass(Duration.ofMinutes(5));
        assertThat(world.runs).hasSize(1);
        assertThat(world.alarmsSet()).isEqualTo(1);
    }

    @Test
    void how_a_check_did_last_is_told_to_the_transport() {
        AtomicReference<CheckOutcome> next = new AtomicReference<>(outcome(PASSING, "fine"));
        world.answer(DB, next::get);
        check(polled(DB, 10, 2, 1));
        world.pass(Duration.ofSeconds(11));
        next.set(null);
        world.pass(Duration.ofSeconds(20));
        next.set(outcome(PASSING, "fine"));
        world.pass(Duration.ofSeconds(20));
        assertThat(world.runs.stream().map(run -> run.punctuality).distinct())
                .containsExactly(Punctuality.NEW, Punctuality.PROMPT, Punctuality.LATE);
        assertThat(world.runs.get(world.runs.size() - 1).punctuality).isEqualTo(Punctuality.PROMPT);
    }

    @Test
    void a_run_that_was_in_progress_during_a_stall_gets_that_much_longer() {
        check(polled(DB, 10, 2, 1));
        world.pass(SECOND);
        world.stall(Duration.ofSeconds(3));
        assertThat(news).isEmpty();
        world.runs.get(0).outcome.complete(outcome(PASSING, "fine"));
        world.pass(Duration.ofMillis(1));
        world.pass(SECOND);
        assertThat(news).containsExactly("PASSING fine");
    }

    @Test
    void a_process_that_always_stands_still_checks_nevertheless() {
        world.answer(DB, () -> outcome(PASSING, "fine"));
        check(polled(DB, 1, 1, 1));
        for (int i = 0; i < 100; i++) {
            world.stall(Duration.ofSeconds(2));
        }
        assertThat(world.runs.size()).isGreaterThanOrEqualTo(30);
    }

    // ---- failures of the engine's surroundings

    @Test
    void a_run_that_fails_for_want_of_something_here_has_no_result_and_the_verdict_stays() {
        List<Throwable> faults = List.of(
                new OutOfMemoryError("unable to create native thread"),
                new CompletionException(new BindException("Cannot assign requested address")),
                new IllegalStateException(new OutOfMemoryError("Java heap space")));
        world.answer(DB, () -> outcome(PASSING, "fine"));
        InstanceChecks checks = check(polled(DB, 10, 10, 1));
        world.pass(SECOND);
        for (Throwable fault : faults) {
            world.answer(DB, () -> null);
            world.pass(Duration.ofSeconds(10));
            world.runs.get(world.runs.size() - 1).outcome.completeExceptionally(fault);
            CheckState state = checks.states().get(0);
            assertThat(state.health()).isEqualTo(PASSING);
            assertThat(state.output()).startsWith("fine\n(the latest run has no result: this ");
            world.answer(DB, () -> outcome(PASSING, "fine"));
            world.pass(Duration.ofSeconds(10));
            assertThat(checks.states().get(0).output()).isEqualTo("fine");
        }
        assertThat(news).containsExactly("PASSING fine");
    }

    @Test
    void a_run_that_cannot_begin_for_want_of_something_here_has_no_result_and_the_check_goes_on() {
        int[] run = new int[1];
        world.answer(DB, () -> {
            if (run[0]++ < 3) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return outcome(PASSING, "fine");
        });
        check(polled(DB, 1, 1, 1));
        world.pass(Duration.ofSeconds(10));
        assertThat(news).containsExactly("PASSING fine");
    }

    @Test
    void an_error_in_one_check_does_not_end_it_or_any_other() {
        CheckTarget deep = new CheckTarget.Tcp("deep", 1);
        world.answer(DB, () -> outcome(PASSING, "fine"));
        check(polled(DB, 1, 1, 1));
        check(polled(deep, 1, 1, 1));
        world.pass(SECOND);
        world.runs.stream()
                .filter(run -> run.target.equals(deep))
                .findFirst()
                .orElseThrow()
                .outcome
                .completeExceptionally(new StackOverflowError());
        world.pass(Duration.ofSeconds(60));
        assertThat(world.begins(DB).size()).isBetween(60, 62);
        assertThat(world.begins(deep).size()).isBetween(59, 62);
        assertThat(news).contains("CRITICAL the check itself failed: java.lang.StackOverflowError");
    }

    @Test
    void a_check_goes_on_though_memory_runs_out_at_its_begin() {
        world.untold = 3;
        world.answer(DB, () -> outcome(PASSING, "fine"));
        check(polled(DB, 10, 2, 1));
        world.pass(Duration.ofSeconds(60));
        assertThat(world.failures).isEqualTo(3);
        assertThat(news).contains("CRITICAL no answer within 2.0 s").endsWith("PASSING fine");
    }
}
