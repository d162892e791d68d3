package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.verdict;
import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.FindingKind;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import dev.grapevine.model.Why;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of other members. */
class PeerVerdictTest {

    private final PeerBench bench = new PeerBench();

    @Test
    void a_new_member_is_one_event_and_hearing_of_it_again_none() {
        bench.hear(2, new Message.Alive(member(2))).hear(3, new Message.Alive(member(2)));
        assertThat(bench.port.events(PeerEvent.Membership.class)).containsExactly(new PeerEvent.Joined(member(2)));
    }

    @Test
    void a_change_of_addresses_is_an_update() {
        bench.know(2).forget();
        var moved = member(2).withIncarnation(1).withAddresses(List.of(address(22)));
        bench.hear(22, new Message.Alive(moved)).hear(22, new Message.Alive(moved.withIncarnation(2)));
        assertThat(bench.port.events).containsExactly(new PeerEvent.Updated(moved));
    }

    @Test
    void a_suspicion_of_nobody_known_is_nothing() {
        bench.hear(2, verdict(9, Status.SUSPECT, Evidence.SILENT, "m2"));
        assertThat(bench.peer.questions().member("m9")).isNull();
        assertThat(bench.port.events).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEAD", "LEFT"})
    void a_verdict_on_nobody_known_is_a_tombstone_without_an_event(Status status) {
        bench.hear(2, verdict(9, status, Evidence.NONE));
        assertThat(bench.member(9).status()).isEqualTo(status);
        assertThat(bench.member(9).addresses()).isEmpty();
        assertThat(bench.port.events).isEmpty();

        bench.hear(9, new Message.Alive(member(9)));
        assertThat(bench.member(9).status()).as("old news raises nobody").isEqualTo(status);
    }

    @Test
    void a_suspicion_is_one_event_and_its_repetition_none() {
        bench.know(4).forget();
        bench.hear(2, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"));
        bench.hear(4, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"));
        bench.hear(4, verdict(3, Status.SUSPECT, Evidence.SILENT, "m4"));

        assertThat(bench.port.events)
                .containsExactly(
                        new PeerEvent.Suspected(member(3).withStatus(Status.SUSPECT), Evidence.SILENT, List.of("m2")));
        assertThat(bench.peer.questions().why("m3", bench.now()).orElseThrow().findings())
                .extracting(Why.Finding::kind)
                .containsExactly(FindingKind.HEARD, FindingKind.CONFIRMED);
    }

    @Test
    void a_suspicion_of_an_incarnation_that_is_over_is_nothing() {
        bench.know(3);
        bench.hear(3, new Message.Alive(member(3).withIncarnation(1)));
        bench.forget().hear(2, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"));

        assertThat(bench.member(3).status()).isEqualTo(Status.ALIVE);
        assertThat(bench.port.events).isEmpty();
    }

    @Test
    void the_dead_are_raised_by_their_own_refutation_only() {
        bench.know(3).forget();
        bench.hear(2, verdict(3, Status.DEAD, Evidence.REFUSED, "m2", "m4"));
        assertThat(bench.port.events)
                .containsExactly(new PeerEvent.Failed(
                        member(3).withStatus(Status.DEAD), Evidence.REFUSED, List.of("m2", "m4"), 0));

        bench.forget().hear(2, new Message.Alive(member(3)));
        bench.hear(2, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"));
        assertThat(bench.port.events).isEmpty();
        assertThat(bench.member(3).status()).isEqualTo(Status.DEAD);

        bench.hear(2, new Message.Alive(member(3).withIncarnation(1)));
        assertThat(bench.port.events)
                .containsExactly(new PeerEvent.Recovered(member(3).withIncarnation(1), true));
        assertThat(bench.peer.stats().falseDeaths()).isEqualTo(1);
    }

    @Test
    void those_who_left_are_raised_by_a_new_life_only() {
        bench.know(3).forget();
        bench.hear(3, verdict(3, Status.LEFT, Evidence.NONE));
        bench.hear(3, new Message.Alive(member(3).withIncarnation(5)));
        assertThat(bench.member(3).status()).isEqualTo(Status.LEFT);

        bench.hear(3, new Message.Alive(member(3).withGeneration(2)));
        assertThat(bench.port.events)
                .containsExactly(
                        new PeerEvent.Left(member(3).withStatus(Status.LEFT)),
                        new PeerEvent.Joined(member(3).withGeneration(2)));
    }

    @Test
    void a_restart_ends_the_life_before_it() {
        bench.know(3).forget();
        bench.hear(3, new Message.Alive(member(3).withGeneration(2)));
        assertThat(bench.port.events)
                .containsExactly(
                        new PeerEvent.Failed(member(3).withStatus(Status.DEAD), Evidence.GONE, List.of(), 0),
                        new PeerEvent.Joined(member(3).withGeneration(2)));
    }

    @ParameterizedTest
    @EnumSource(names = {"DEAD", "LEFT"})
    void a_tombstone_past_half_of_its_time_is_not_taken(Status status) {
        bench.know(3);
        bench.hear(2, new Message.Verdict("m3", 1, 0, status, Evidence.SILENT, List.of(), 1_800_001));
        assertThat(bench.member(3).status()).isEqualTo(Status.ALIVE);
        bench.hear(2, new Message.Verdict("m3", 1, 0, status, Evidence.SILENT, List.of(), 1_800_000));
        assertThat(bench.member(3).status()).isEqualTo(status);
    }

    @Test
    void a_tombstone_is_forgotten_when_its_age_is_up_wherever_it_was_held_before() {
        Settings settings = Settings.of(Profile.LAN).with(ProtocolSetting.TOMBSTONE_TIME, Duration.ofSeconds(100));
        PeerBench short100 = new PeerBench(settings).know(3);
        short100.hear(2, new Message.Verdict("m3", 1, 0, Status.LEFT, Evidence.NONE, List.of(), 40_000));
        for (int i = 0; i < 59; i++) {
            short100.pass(1_000).hear(2, new Message.Alive(member(2)));
        }
        assertThat(short100.peer.questions().member("m3")).isNotNull();
        short100.forget().pass(3_000);

        assertThat(short100.peer.questions().member("m3")).isNull();
        assertThat(short100.port.events(PeerEvent.Forgotten.class))
                .extracting(event -> event.member().name())
                .containsExactly("m3");
    }

    @Test
    void beyond_the_limit_on_members_nobody_new_is_taken_in() {
        PeerBench small = new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.MEMBER_LIMIT, 3)).know(5);
        assertThat(small.peer.questions().members())
                .extracting(record -> record.name())
                .containsExactly("m1", "m2", "m3");

        small.hear(3, verdict(3, Status.LEFT, Evidence.NONE)).hear(4, new Message.Alive(member(4)));
        assertThat(small.member(4).status()).isEqualTo(Status.ALIVE);
    }
}
