package dev.grapevine.core.rumor;

import static dev.grapevine.core.rumor.RumorHarness.CAPACITY;
import static dev.grapevine.core.rumor.RumorHarness.MILLI;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.RecordingPort.Datagram;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushedRumorsTest {

    private static final Settings LAN = Settings.of(Profile.LAN);

    private RumorHarness harness = new RumorHarness(40, LAN, 1);

    private List<Address> receivers() {
        return harness.port.sent.stream().map(Datagram::to).toList();
    }

    private Set<Address> nextOnRings(int rings) {
        Set<MemberEntry> next = new LinkedHashSet<>();
        for (int i = 0; i < rings; i++) {
            MemberEntry entry = harness.view
                    .rings()
                    .next(harness.self, i, candidate -> candidate.live() && !next.contains(candidate));
            assertThat(entry).isNotNull();
            next.add(entry);
        }
        return next.stream()
                .map(entry -> entry.record().addresses().get(0))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private MemberEntry at(Address address) {
        MemberEntry entry = harness.view.at(address);
        assertThat(entry).isNotNull();
        return entry;
    }

    private void spread(MemberEntry about, long millis) {
        harness.rumors.spreadRecord(about, null, true, millis * MILLI);
    }

    // ---- pushing

    @Test
    void critical_news_goes_at_once_to_the_next_member_on_three_rings_and_to_a_random_one() {
        spread(harness.self, 0);
        harness.flush(0);

        assertThat(receivers()).hasSize(4).doesNotHaveDuplicates().containsAll(nextOnRings(3));
        assertThat(harness.port.sent)
                .allSatisfy(datagram -> assertThat(datagram.messages()).containsExactly(new Message.Alive(member(1))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void news_goes_neither_to_its_subject_nor_to_its_source(long seed) {
        harness = new RumorHarness(40, LAN, seed);
        List<Address> next = List.copyOf(nextOnRings(3));
        MemberEntry subject = at(next.get(0));
        MemberEntry source = at(next.get(1));
        harness.rumors.spreadRecord(subject, source.name(), true, 0);
        harness.flush(0);
        assertThat(receivers()).hasSize(2).contains(next.get(2)).doesNotContain(next.get(0), next.get(1));

        harness.runUntil(1_000);
        assertThat(receivers()).doesNotContain(next.get(0), next.get(1));
    }

    @Test
    void dead_members_are_passed_over_on_the_rings() {
        Address first = nextOnRings(1).iterator().next();
        Samples.put(harness.view, at(first).record().withStatus(Status.DEAD), 0);
        spread(harness.self, 0);
        harness.flush(0);

        assertThat(receivers()).hasSize(4).doesNotContain(first).containsAll(nextOnRings(3));
    }

    @Test
    void what_comes_within_the_window_goes_together_at_its_end() {
        spread(harness.entry(2), 0);
        harness.flush(0);
        spread(harness.entry(3), 2);
        harness.flush(2);
        spread(harness.entry(4), 3);
        harness.flush(3);
        assertThat(harness.times).containsOnly(0L);

        int before = harness.port.sent.size();
        harness.runUntil(5);
        int after = harness.port.sent.size();
        assertThat(harness.times.subList(before, after)).hasSizeBetween(2, 4).containsOnly(5L);
        assertThat(harness.port.sent.subList(before, after))
                .anySatisfy(datagram -> assertThat(datagram.messages())
                        .containsExactly(new Message.Alive(member(3)), new Message.Alive(member(4))));
    }

    @Test
    void an_input_that_sees_the_end_of_the_window_before_its_timer_does_doubles_it_all_the_same() {
        spread(harness.entry(2), 0);
        harness.flush(0);
        spread(harness.entry(3), 2);
        harness.flush(2);
        harness.flush(5);
        assertThat(harness.times).contains(5L);

        spread(harness.entry(4), 6);
        harness.flush(6);
        int before = harness.port.sent.size();
        harness.flush(14);
        assertThat(harness.port.sent).hasSize(before);
        harness.flush(15);
        assertThat(harness.port.sent).hasSizeGreaterThan(before);
    }

    @Test
    void news_that_is_not_critical_is_not_pushed() {
        harness.rumors.spreadRecord(harness.entry(2), null, false, 0);
        harness.flush(0);
        harness.runUntil(1_000);

        assertThat(harness.port.sent).isEmpty();
        assertThat(harness.rumors.pending()).isEqualTo(1);
    }

    @Test
    void a_storm_of_news_is_split_over_packets_of_the_capacity() {
        for (int i = 100; i < 300; i++) {
            spread(Samples.put(harness.view, member(i), 0), 0);
        }
        harness.flush(0);

        assertThat(harness.port.sent)
                .hasSizeGreaterThan(4)
                .allSatisfy(
                        datagram -> assertThat(Codec.size(datagram.messages())).isLessThanOrEqualTo(CAPACITY));
        assertThat(harness.port.to(receivers().get(0)).stream().flatMap(List::stream))
                .hasSizeBetween(199, 200)
                .doesNotHaveDuplicates();
    }

    // ---- repeating

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void news_is_repeated_to_two_members_after_20_80_and_280_ms_and_costs_ten_packets(long seed) {
        harness = new RumorHarness(40, LAN, seed);
        spread(harness.self, 0);
        harness.flush(0);
        harness.runUntil(10_000);

        List<Long> times = harness.times;
        assertThat(times).hasSize(10);
        assertThat(times.subList(0, 4)).containsOnly(0L);
        assertThat(times.get(4)).isEqualTo(times.get(5)).isBetween(16L, 24L);
        assertThat(times.get(6)).isEqualTo(times.get(7)).isBetween(64L, 96L);
        assertThat(times.get(8)).isEqualTo(times.get(9)).isBetween(224L, 336L);
        assertThat(receivers().subList(4, 6)).doesNotHaveDuplicates();
        assertThat(harness.rumors.pending()).isZero();
        assertThat(harness.timers.size()).isZero();
    }

    @Test
    void the_phases_that_wait_for_a_repeat_do_so_for_1_4_and_14_times_the_first() {
        assertThat(Stream.of(Rumor.Phase.values()).filter(Rumor.Phase::repeats).map(phase -> phase.repeatFactor))
                .containsExactly(1, 4, 14);
        assertThat(PushedRumors.lastRepeatNanos(LAN)).isEqualTo(14 * 20 * MILLI);
    }

    @Test
    void news_does_not_wait_for_the_repeats_of_older_news() {
        spread(harness.self, 0);
        harness.flush(0);
        harness.runUntil(100);
        int before = harness.port.sent.size();
        assertThat(before).isEqualTo(8);

        harness.rumors.spreadState(harness.self, 0, null, true, 100 * MILLI);
        harness.stateNews.put("m1/0", new Message.StateVersion("m1", 1, 1));
        harness.flush(100);
        harness.runUntil(10_000);
        List<Long> later = new ArrayList<>();
        for (int i = before; i < harness.port.sent.size(); i++) {
            if (harness.port.sent.get(i).carries(Message.StateVersion.class)) {
                later.add(harness.times.get(i));
            }
        }
        assertThat(later).hasSize(10);
        assertThat(later.subList(0, 4)).containsOnly(100L);
        assertThat(later.get(4)).isBetween(116L, 124L);
        assertThat(later.get(6)).isBetween(164L, 196L);
        assertThat(later.get(8)).isBetween(324L, 436L);
    }

    @Test
    void a_push_that_was_refused_does_not_count() {
        harness.port.refusing = true;
        spread(harness.self, 0);
        harness.flush(0);
        harness.runUntil(200);
        assertThat(harness.rumors.pending()).isEqualTo(1);

        harness.port.refusing = false;
        harness.runUntil(10_000);
        assertThat(harness.port.sent).hasSize(10);
        assertThat(harness.rumors.pending()).isZero();
    }

    @Test
    void a_repeat_that_was_refused_does_not_count() {
        spread(harness.self, 0);
        harness.flush(0);
        harness.port.refusing = true;
        harness.runUntil(500);
        assertThat(harness.port.sent).hasSize(4);

        harness.port.refusing = false;
        harness.runUntil(10_000);
        assertThat(harness.port.sent).hasSize(10);
    }

    @Test
    void without_a_window_a_refused_push_is_tried_again_a_little_later() {
        harness = new RumorHarness(
                40, LAN.with(ProtocolSetting.PUSH_WINDOW_MIN, 0).with(ProtocolSetting.PUSH_WINDOW_MAX, 0), 1);
        harness.port.refusing = true;
        spread(harness.self, 0);
        harness.flush(0);
        harness.runUntil(100);
        harness.port.refusing = false;
        harness.runUntil(10_000);

        assertThat(harness.port.sent).hasSize(10);
        assertThat(harness.times.get(0)).isBetween(100L, 120L);
    }

    @Test
    void alone_nothing_is_sent_and_nothing_kept() {
        harness = new RumorHarness(1, LAN, 1);
        spread(harness.self, 0);
        harness.flush(0);
        harness.runUntil(10_000);

        assertThat(harness.port.sent).isEmpty();
        assertThat(harness.rumors.pending()).isZero();
    }

    @Test
    void riding_does_not_shorten_the_budget_of_critical_news() {
        spread(harness.self, 0);
        for (int i = 0; i < 50; i++) {
            harness.rumors.ride(harness.entry(9), CAPACITY, i);
        }
        harness.flush(0);
        harness.runUntil(10_000);
        assertThat(harness.port.sent).hasSize(10);
    }

    // ---- news that changes on its way

    @Test
    void newer_news_of_a_member_takes_the_place_of_older() {
        spread(harness.entry(2), 0);
        Samples.put(harness.view, member(2).withStatus(Status.SUSPECT), 0);
        spread(harness.entry(2), 0);
        assertThat(harness.rumors.pending()).isEqualTo(1);
        harness.flush(0);

        assertThat(harness.port.sent(Message.Alive.class)).isEmpty();
        assertThat(harness.port.sent(Message.Verdict.class)).isNotEmpty().allSatisfy(verdict -> {
            assertThat(verdict.name()).isEqualTo("m2");
            assertThat(verdict.status()).isEqualTo(Status.SUSPECT);
        });
    }

    @Test
    void a_refutation_between_two_repeats_is_what_the_next_repeat_says() {
        Samples.put(harness.view, member(2).withStatus(Status.SUSPECT), 0);
        spread(harness.entry(2), 0);
        harness.flush(0);
        harness.runUntil(50);
        harness.port.clear();
        harness.times.clear();
        Samples.put(harness.view, member(2).withIncarnation(1), 50 * MILLI);
        harness.runUntil(10_000);

        assertThat(harness.port.sent(Message.Verdict.class)).isEmpty();
        assertThat(harness.port.sent(Message.Alive.class))
                .isNotEmpty()
                .containsOnly(new Message.Alive(member(2).withIncarnation(1)));
    }

    @Test
    void news_that_is_dropped_is_told_no_more() {
        spread(harness.entry(2), 0);
        harness.rumors.spreadState(harness.entry(2), 0, null, true, 0);
        harness.rumors.drop("m2");
        harness.flush(0);
        harness.runUntil(1_000);

        assertThat(harness.port.sent).isEmpty();
        assertThat(harness.rumors.pending()).isZero();
    }

    @Test
    void news_of_state_starts_from_the_lowest_version_that_others_may_hold() {
        Message all = new Message.StateVersion("m1", 1, 9);
        harness.stateNews.put("m1/3", all);
        harness.rumors.spreadState(harness.self, 3, null, true, 0);
        harness.rumors.spreadState(harness.self, 5, null, true, 0);
        harness.flush(0);

        assertThat(harness.port.sent(Message.StateVersion.class)).isNotEmpty().containsOnly((Message.StateVersion) all);
    }
}
