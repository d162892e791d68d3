package dev.grapevine.cluster.check;

import static dev.grapevine.model.Health.CRITICAL;
import static dev.grapevine.model.Health.PASSING;
import static dev.grapevine.model.Health.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The checks of an instance together, in virtual time. */
class InstanceChecksTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final InstanceVerdict NEW = new InstanceVerdict(CRITICAL, InstanceVerdict.NOT_CHECKED, null);
    private static final CheckTarget DB = new CheckTarget.Tcp("db", 1);
    private static final CheckTarget WEB = new CheckTarget.Http(CheckUrl.parse("http://web/health"));
    private static final CheckDefinition TTL = new CheckDefinition.Ttl(Duration.ofSeconds(10));

    private final VirtualChecks world = new VirtualChecks();
    private final List<String> news = new ArrayList<>();
    private final AtomicReference<CheckOutcome> db = new AtomicReference<>(new CheckOutcome(PASSING, "fine"));
    private final AtomicReference<CheckOutcome> web = new AtomicReference<>(new CheckOutcome(PASSING, "HTTP 200"));
    private int refusals;
    private final InstanceChecks checks;

    InstanceChecksTest() {
        world.answer(DB, db::get);
        world.answer(WEB, web::get);
        InstanceChecks[] itself = new InstanceChecks[1];
        itself[0] = world.engine.instance(NEW, () -> {
            InstanceVerdict latest = itself[0].news();
            if (refusals-- > 0) {
                throw new OutOfMemoryError("for tests");
            }
            if (latest != null) {
                news.add(latest.health() + " " + latest.output());
                itself[0].published(latest);
            }
        });
        checks = itself[0];
    }

    private static CheckDefinition polled(CheckTarget target) {
        return new CheckDefinition.Polled(target, new CheckPolicy(Duration.ofSeconds(10), SECOND, 1, 1));
    }

    private void replace(CheckDefinition... definitions) {
        List<NamedCheck> named = NamedCheck.of(List.of(definitions));
        if (checks.states().isEmpty()) {
            checks.published(checks.preview(named, null)); // as the owner does
        }
        checks.replace(named, null, null);
    }

    private static CheckOutcome outcome(Health health, String output) {
        return new CheckOutcome(health, output);
    }

    // ---- the verdict

    @Test
    void the_worst_check_is_named_as_the_reason() {
        replace(polled(DB), polled(WEB));
        world.pass(SECOND);
        web.set(outcome(WARNING, "HTTP 429"));
        world.pass(LONG);
        db.set(outcome(CRITICAL, "db:1: Connection refused"));
        world.pass(LONG);
        web.set(outcome(CRITICAL, "HTTP 500: out of memory"));
        world.pass(LONG);
        db.set(outcome(PASSING, "fine"));
        world.pass(LONG);
        web.set(outcome(PASSING, "HTTP 200"));
        world.pass(LONG);
        assertThat(news)
                .containsExactly(
                        "PASSING all 2 checks pass",
                        "WARNING http://web/health: HTTP 429",
                        "CRITICAL db:1: Connection refused",
                        "CRITICAL db:1: Connection refused",
                        "CRITICAL http://web/health: HTTP 500: out of memory",
                        "PASSING all 2 checks pass");
    }

    @Test
    void what_each_of_several_checks_says_is_news_but_not_their_output() {
        replace(polled(DB), polled(WEB));
        world.pass(LONG);
        int before = news.size();
        db.set(outcome(PASSING, "finer"));
        world.pass(LONG);
        assertThat(news).hasSize(before);
        db.set(outcome(CRITICAL, "down"));
        world.pass(LONG);
        web.set(outcome(CRITICAL, "HTTP 500"));
        world.pass(LONG);
        assertThat(news).hasSize(before + 2);
        assertThat(checks.verdict().checks())
                .containsExactly(
                        new CheckResult("tcp", "db:1", CRITICAL, "down"),
                        new CheckResult("http", "http://web/health", CRITICAL, "HTTP 500"));
    }

    @Test
    void a_check_knows_how_long_it_has_been_critical() {
        replace(polled(DB), TTL);
        world.pass(SECOND);
        assertThat(checks.states().get(0).criticalFor()).isEqualTo(Duration.ZERO);
        assertThat(checks.states().get(1).criticalFor()).isEqualTo(SECOND);
        checks.report(outcome(PASSING, ""));
        world.pass(LONG);
        assertThat(checks.states().get(1).criticalFor()).isEqualTo(LONG.minusSeconds(10));
        checks.report(outcome(CRITICAL, "still"));
        world.pass(SECOND);
        assertThat(checks.states().get(1).criticalFor()).isEqualTo(LONG.minusSeconds(9));
    }

    @Test
    void checks_that_nobody_has_named_are_called_by_their_kind_and_number() {
        assertThat(NamedCheck.of(List.of(polled(DB), polled(WEB), TTL, polled(DB))))
                .extracting(NamedCheck::id)
                .containsExactly("tcp", "http", "ttl", "tcp-2");
    }

    @Test
    void until_all_have_a_result_it_is_critical_without_a_reason_unless_one_fails() {
        replace(polled(DB), TTL);
        world.pass(LONG);
        assertThat(news).isEmpty();
        assertThat(checks.verdict().output()).isEqualTo(InstanceVerdict.NOT_CHECKED);
        db.set(outcome(CRITICAL, "broken"));
        world.pass(LONG);
        db.set(outcome(PASSING, "fine"));
        world.pass(LONG);
        checks.report(outcome(PASSING, ""));
        assertThat(checks.verdict().output()).isEqualTo("all 2 checks pass");
        assertThat(checks.news()).isEqualTo(checks.verdict());
        assertThat(news).containsExactly("CRITICAL db:1: broken", "CRITICAL not checked yet");
    }

    @Test
    void what_is_published_is_cut_and_what_the_owner_keeps_is_longer() {
        db.set(outcome(PASSING, "é".repeat(5_000)));
        replace(polled(DB));
        world.pass(SECOND);
        assertThat(news).containsExactly("PASSING " + "é".repeat(128));
        assertThat(checks.states().get(0).output()).isEqualTo("é".repeat(2_048));
    }

    // ---- replacing

    @Test
    void the_same_checks_again_keep_their_verdict_and_their_rhythm() {
        replace(polled(DB), TTL);
        checks.report(outcome(PASSING, "well"));
        world.pass(Duration.ofSeconds(4));
        List<CheckState> before = checks.states();
        for (int i = 0; i < 100; i++) {
            replace(TTL, polled(DB));
            replace(polled(DB), TTL);
            world.pass(Duration.ofMillis(1));
        }
        assertThat(checks.states()).isEqualTo(before);
        assertThat(world.begins(DB)).hasSize(1);
        world.pass(Duration.ofSeconds(7));
        assertThat(world.begins(DB)).hasSize(2);
        assertThat(checks.verdict().output()).isEqualTo("no heartbeat within 10.0 s");
    }

    @Test
    void other_checks_begin_and_end_beside_those_that_go_on() {
        replace(polled(DB));
        world.pass(SECOND);
        replace(polled(DB), polled(WEB));
        assertThat(checks.verdict().output()).isEqualTo(InstanceVerdict.NOT_CHECKED);
        world.pass(SECOND);
        assertThat(world.begins(DB)).hasSize(1);
        assertThat(world.begins(WEB)).hasSize(1);
        replace(polled(WEB));
        world.pass(Duration.ofMinutes(5));
        assertThat(world.begins(DB)).hasSize(1);
        assertThat(news).containsExactly("PASSING fine", "PASSING all 2 checks pass", "PASSING HTTP 200");
    }

    @Test
    void what_would_be_the_verdict_is_known_before() {
        replace(polled(DB));
        world.pass(SECOND);
        assertThat(checks.preview(NamedCheck.of(List.of(polled(DB))), null)).isEqualTo(checks.verdict());
        assertThat(checks.preview(NamedCheck.of(List.of(polled(DB), polled(WEB))), null)
                        .output())
                .isEqualTo(InstanceVerdict.NOT_CHECKED);
        assertThat(checks.preview(NamedCheck.of(List.of(polled(WEB))), outcome(WARNING, "so so")))
                .isEqualTo(new InstanceVerdict(WARNING, "so so", polled(WEB)));
        assertThat(world.begins(WEB)).isEmpty();
    }

    @Test
    void two_equal_checks_of_one_instance_are_two() {
        replace(polled(DB), polled(DB));
        world.pass(SECOND);
        assertThat(world.begins(DB)).hasSize(2);
        replace(polled(DB));
        world.pass(LONG);
        assertThat(world.alarmsSet()).isEqualTo(1);
    }

    // ---- telling

    @Test
    void news_that_cannot_be_published_are_told_again_until_they_are() {
        refusals = 3;
        replace(polled(DB));
        world.pass(Duration.ofMillis(2_500));
        assertThat(news).isEmpty();
        world.pass(SECOND);
        assertThat(news).containsExactly("PASSING fine");
    }

    @Test
    void news_wait_for_an_executor_that_is_full() {
        world.full = true;
        replace(polled(DB));
        world.pass(SECOND);
        world.full = false;
        assertThat(news).isEmpty();
        world.pass(SECOND);
        assertThat(news).containsExactly("PASSING fine");
    }

    // ---- the end

    @Test
    void a_check_that_has_ended_reports_nothing_and_frees_everything() {
        db.set(null);
        replace(polled(DB), polled(WEB), TTL);
        world.pass(Duration.ofMillis(100));
        checks.close();
        checks.close();
        assertThat(world.runs).filteredOn(run -> run.target.equals(DB)).allMatch(run -> run.abandoned);
        assertThat(world.alarmsSet()).isZero();
        world.runs.forEach(run -> run.outcome.complete(outcome(CRITICAL, "late")));
        assertThat(checks.report(outcome(PASSING, ""))).isFalse();
        replace(polled(DB));
        world.pass(Duration.ofMinutes(1));
        assertThat(world.runs).hasSize(2);
        assertThat(checks.news()).isNull();
        assertThat(news).isEmpty();
    }

    @Test
    void an_engine_that_is_closed_ends_all_checks_and_takes_no_more() {
        db.set(null);
        replace(polled(DB));
        world.pass(Duration.ofMillis(100));
        world.engine.close();
        world.engine.close();
        assertThat(world.closed).isTrue();
        assertThat(world.alarmsSet()).isZero();
        world.pass(Duration.ofMinutes(1));
        assertThat(news).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> world.engine.instance(NEW, () -> {}))
                .withMessage("the member has stopped");
    }
}
