package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.MILLI;
import static dev.grapevine.core.PeerBench.verdict;
import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Distribution;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.QualityOfService;
import dev.grapevine.model.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member measures of its own watch over the others. */
class PeerQualityTest {

    private final PeerBench bench = new PeerBench();

    private QualityOfService quality() {
        return bench.peer.stats().quality();
    }

    private static void assertOne(Distribution distribution, long millis) {
        assertThat(distribution.count()).isEqualTo(1);
        assertThat(distribution.sumNanos()).isEqualTo(millis * MILLI);
    }

    private static Message.Verdict aged(int of, Status status, Evidence evidence, long ageMillis) {
        return new Message.Verdict("m" + of, 1, 0, status, evidence, List.of("m4"), ageMillis);
    }

    @Test
    void before_anything_happened_it_is_nothing() {
        assertThat(quality()).isEqualTo(QualityOfService.NONE);
    }

    @Test
    void a_suspicion_that_is_refuted_is_a_mistake_and_lasted_from_when_it_was_heard() {
        bench.know(4).hear(2, aged(3, Status.SUSPECT, Evidence.SILENT, 1_000)).pass(200);
        bench.hear(3, new Message.Alive(member(3).withIncarnation(1)));
        assertOne(quality().falseSuspicions(), 200);
        assertThat(quality().falseDeaths().count()).isZero();
    }

    @Test
    void a_death_that_is_refuted_is_a_mistake_and_lasted_from_the_verdict_here() {
        bench.know(4).hear(2, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2")).pass(50);
        bench.hear(2, verdict(3, Status.DEAD, Evidence.SILENT, "m2")).pass(300);
        bench.hear(3, new Message.Alive(member(3).withIncarnation(1)));
        assertOne(quality().falseDeaths(), 300);
        assertThat(quality().falseSuspicions().count()).isZero();
        assertThat(bench.peer.stats().falseDeaths()).isEqualTo(1);
    }

    @Test
    void one_that_comes_back_with_a_new_generation_was_dead_indeed() {
        bench.know(4).hear(2, verdict(3, Status.DEAD, Evidence.SILENT, "m2")).pass(300);
        bench.hear(3, new Message.Alive(member(3).withGeneration(2)));
        assertThat(quality().falseDeaths().count()).isZero();
    }

    @Test
    void detection_runs_from_the_first_unanswered_probe_whoever_sent_it() {
        bench.know(4).hear(2, aged(3, Status.SUSPECT, Evidence.SILENT, 1_000)).pass(200);
        bench.hear(2, aged(3, Status.DEAD, Evidence.SILENT, 0));
        assertThat(quality().detections()).containsOnlyKeys(Evidence.SILENT);
        assertOne(quality().detections().getOrDefault(Evidence.SILENT, Distribution.NONE), 1_200);
    }

    @Test
    void a_verdict_out_of_the_blue_has_an_age_but_no_detection_time() {
        bench.know(4).hear(2, aged(3, Status.DEAD, Evidence.REFUSED, 7));
        assertThat(quality().detections()).isEmpty();
        assertOne(quality().rumorAges(), 7);
    }

    @Test
    void a_leave_has_an_age_too_and_what_is_heard_again_none() {
        bench.know(4).hear(2, aged(3, Status.LEFT, Evidence.NONE, 3));
        bench.hear(4, aged(3, Status.LEFT, Evidence.NONE, 90));
        assertOne(quality().rumorAges(), 3);
    }

    @Test
    void an_operator_detects_nothing() {
        bench.know(4).hear(2, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2")).pass(50);
        bench.hear(2, verdict(3, Status.DEAD, Evidence.FORGOTTEN, "m2"));
        assertThat(quality().detections()).isEmpty();
    }

    @Test
    void round_trips_of_answered_pings_are_measured() {
        bench.know(2).forget();
        while (bench.port.sent(Message.Ping.class).isEmpty()) {
            bench.pass(1);
        }
        int number = bench.port.sent(Message.Ping.class).get(0).number();
        bench.pass(4).hear(address(2), new Message.Ack(number, true, 0));
        assertThat(quality().roundTrips().count()).isEqualTo(1);
        // probes begin between milliseconds
        assertThat(quality().roundTrips().sumNanos()).isBetween(4 * MILLI, 5 * MILLI);
    }
}
