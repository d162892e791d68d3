package dev.grapevine.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.ping.AnswerHistory;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.rumor.PushedRumors;
import dev.grapevine.core.rumor.RumorPackets;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuspicionWindowTest {

    private static final long MILLI = 1_000_000;
    private static final long MIN = 5_600 * MILLI;
    private static final long MAX = 11_200 * MILLI;

    private final View view = new View(3);

    /** The suspicions of member 1 of so many. */
    private Suspicions suspicionsAmong(int n) {
        Settings settings = Settings.of(Profile.LAN);
        Timers timers = new Timers();
        LocalMember self =
                new LocalMember(view, Samples.member(1), (own, accused) -> Math.max(own, accused) + 1, kept -> {}, 0);
        Membership membership =
                new Membership(view, self, new Tombstones(view, 1, 1, 0), Introductions.NONE, n, (accuser, now) -> {});
        for (int i = 2; i <= n; i++) {
            Samples.put(view, Samples.member(i), 0);
        }
        Outbox outbox = new Outbox(new RecordingPort(), view, 1_168);
        PeerSelector selector = new PeerSelector(settings, view, self.entry(), new Random(1));
        RumorPackets packets = new RumorPackets(
                settings,
                self.entry(),
                new RecordMessages(self.entry(), Introductions.NONE),
                (name, version) -> null,
                outbox);
        Rumors rumors = new PushedRumors(settings, packets, selector, timers, new Random(1));
        PiggybackSender sender = new PiggybackSender(settings, outbox, rumors);
        return new Suspicions(settings, membership, new AnswerHistory(MIN), sender, new FlapDamping(settings), timers);
    }

    private MemberEntry accuse(int i, Evidence evidence, String... by) {
        MemberEntry entry = Samples.put(view, Samples.entry(view, i).record().withStatus(Status.SUSPECT), 0);
        entry.accuse(evidence, List.of(by));
        return entry;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, 11200",
        "1, 2, 7667",
        "2, 2, 5600",
        "3, 2, 5600",
        "0, 1, 11200",
        "1, 1, 5600",
        "0, 0, 5600",
        "-1, 0, 5600",
        "-1, 2, 11200",
        "0, -1, 5600",
        "0, 4, 11200",
        "1, 4, 8788",
        "2, 4, 7377",
        "3, 4, 6376",
        "4, 4, 5600"
    })
    void the_window_falls_with_the_logarithm_of_the_confirmations(int confirmations, int wanted, long millis) {
        assertThat(Math.round(Suspicions.silentWindow(MIN, MAX, confirmations, wanted) / 1e6))
                .isEqualTo(millis);
    }

    @Test
    void in_a_cluster_of_two_nobody_can_confirm_and_the_window_is_the_shortest() {
        Suspicions suspicions = suspicionsAmong(2);
        assertThat(suspicions.window(accuse(2, Evidence.SILENT, "m1"), 0)).isEqualTo(MIN);
    }

    @Test
    void in_a_cluster_of_three_one_other_can_confirm() {
        Suspicions suspicions = suspicionsAmong(3);
        assertThat(suspicions.window(accuse(3, Evidence.SILENT, "m1"), 0)).isEqualTo(MAX);
        Samples.entry(view, 3).accuse(Evidence.SILENT, List.of("m1", "m2"));
        assertThat(suspicions.window(Samples.entry(view, 3), 0)).isEqualTo(MIN);
    }

    @Test
    void from_four_members_on_two_others_are_asked_to_confirm() {
        Suspicions suspicions = suspicionsAmong(5);
        MemberEntry suspect = accuse(5, Evidence.SILENT, "m1", "m2");
        assertThat(suspicions.window(suspect, 0) / MILLI).isEqualTo(7_666);
        suspect.accuse(Evidence.SILENT, List.of("m1", "m2", "m3"));
        assertThat(suspicions.window(suspect, 0)).isEqualTo(MIN);
    }

    /** Members die one after the other down to one, and all others confirm: no death takes longer than the one before. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 8})
    void successive_failures_in_a_small_cluster_never_take_longer(int n) {
        Suspicions suspicions = suspicionsAmong(n);
        long last = Long.MAX_VALUE;
        for (int dying = n; dying >= 2; dying--) {
            String[] others =
                    IntStream.range(1, dying).limit(3).mapToObj(i -> "m" + i).toArray(String[]::new);
            long window = suspicions.window(accuse(dying, Evidence.SILENT, others), 0);
            assertThat(window).as("death of m%d", dying).isEqualTo(MIN).isLessThanOrEqualTo(last);
            last = window;
            Samples.put(view, Samples.entry(view, dying).record().withStatus(Status.DEAD), 0);
        }
    }

    @Test
    void members_that_are_accused_themselves_are_not_waited_for() {
        Suspicions suspicions = suspicionsAmong(5);
        for (int i = 3; i <= 5; i++) {
            accuse(i, Evidence.SILENT, "m1", "m2");
        }
        assertThat(suspicions.window(Samples.entry(view, 3), 0)).isEqualTo(MIN);
    }
}
