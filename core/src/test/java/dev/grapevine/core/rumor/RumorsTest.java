package dev.grapevine.core.rumor;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.config.Profile;
import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.RecordingPort.Datagram;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RumorsTest {

    private static final long MILLI = 1_000_000;
    private static final int CAPACITY = 1_168;

    private final RecordingPort port = new RecordingPort();
    private final Timers timers = new Timers();
    private final View view = Samples.viewOf(40);
    private final MemberEntry self = entry(view, 1);
    private final Map<String, Message> stateNews = new HashMap<>();
    private Rumors rumors = rumors(Settings.of(Profile.LAN), 1);

    /** When each datagram was sent, in milliseconds. */
    private final List<Long> times = new ArrayList<>();

    private Rumors rumors(Settings settings, long seed) {
        Random random = new Random(seed);
        PeerSelector targets = new PeerSelector(view, self, random);
        StateNews news = (name, version) -> stateNews.get(name + "/" + version);
        return new Rumors(settings, view, self, new Outbox(port), targets, timers, random, news, CAPACITY);
    }

    private void noteTimes(long now) {
        while (times.size() < port.sent.size()) {
            times.add(now / MILLI);
        }
    }

    private void flush(long millis) {
        rumors.flush(millis * MILLI);
        noteTimes(millis * MILLI);
    }

    private void runUntil(long millis) {
        while (timers.size() > 0 && timers.next() <= millis * MILLI) {
            long now = timers.next();
            timers.run(now);
            noteTimes(now);
        }
    }

    private List<Address> targets() {
        return port.sent.stream().map(Datagram::to).toList();
    }

    private Set<Address> ringTargets(int rings) {
        Set<MemberEntry> next = new LinkedHashSet<>();
        for (int i = 0; i < rings; i++) {
            MemberEntry entry = view.rings().next(self, i, candidate -> candidate.live() && !next.contains(candidate));
            assertThat(entry).isNotNull();
            next.add(entry);
        }
        return next.stream()
                .map(entry -> entry.record().addresses().get(0))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    // ---- pushing

    @Test
    void critical_news_goes_at_once_to_the_next_on_three_circles_and_one_other() {
        rumors.record(self, null, true, 0);
        flush(0);

        assertThat(targets()).hasSize(4).doesNotHaveDuplicates().containsAll(ringTargets(3));
        assertThat(port.sent)
                .allSatisfy(datagram -> assertThat(datagram.messages()).containsExactly(new Message.Alive(member(1))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_goes_neither_to_its_subject_nor_to_where_it_came_from(long seed) {
        rumors = rumors(Settings.of(Profile.LAN), seed);
        List<Address> rings = List.copyOf(ringTargets(3));
        MemberEntry subject = at(rings.get(0));
        MemberEntry source = at(rings.get(1));
        rumors.record(subject, source.name(), true, 0);
        flush(0);
        assertThat(targets()).hasSize(2).contains(rings.get(2)).doesNotContain(rings.get(0), rings.get(1));

        runUntil(1_000);
        assertThat(targets()).doesNotContain(rings.get(0), rings.get(1));
    }

    @Test
    void the_dead_are_passed_over_on_the_circles() {
        Address first = ringTargets(1).iterator().next();
        MemberEntry next = at(first);
        Samples.put(view, next.record().withStatus(Status.DEAD), 0);
        rumors.record(self, null, true, 0);
        flush(0);

        assertThat(targets()).hasSize(4).doesNotContain(first).containsAll(ringTargets(3));
    }

    @Test
    void what_comes_within_the_window_goes_together_at_its_end() {
        rumors.record(entry(view, 2), null, true, 0);
        flush(0);
        rumors.record(entry(view, 3), null, true, 2 * MILLI);
        flush(2);
        rumors.record(entry(view, 4), null, true, 3 * MILLI);
        flush(3);
        assertThat(times).containsOnly(0L);

        int before = port.sent.size();
        runUntil(5);
        assertThat(times.subList(before, times.size())).hasSizeBetween(2, 4).containsOnly(5L);
        assertThat(port.sent.subList(before, port.sent.size()))
                .anySatisfy(datagram -> assertThat(datagram.messages())
                        .containsExactly(new Message.Alive(member(3)), new Message.Alive(member(4))));
    }

    @Test
    void an_input_that_sees_the_end_of_the_window_before_its_timer_does_doubles_it_all_the_same() {
        rumors.record(entry(view, 2), null, true, 0);
        flush(0);
        rumors.record(entry(view, 3), null, true, 2 * MILLI);
        flush(2);
        flush(5);
        assertThat(times).contains(5L);

        rumors.record(entry(view, 4), null, true, 6 * MILLI);
        flush(6);
        int before = port.sent.size();
        flush(14);
        assertThat(port.sent).hasSize(before);
        flush(15);
        assertThat(port.sent).hasSizeGreaterThan(before);
    }

    @Test
    void news_that_is_not_critical_is_not_pushed() {
        rumors.record(entry(view, 2), null, false, 0);
        flush(0);
        runUntil(1_000);

        assertThat(port.sent).isEmpty();
        assertThat(rumors.pending()).isEqualTo(1);
    }

    @Test
    void a_storm_of_news_is_split_over_packets_of_the_capacity() {
        for (int i = 100; i < 300; i++) {
            rumors.record(Samples.put(view, member(i), 0), null, true, 0);
        }
        flush(0);

        assertThat(port.sent)
                .hasSizeGreaterThan(4)
                .allSatisfy(
                        datagram -> assertThat(Codec.size(datagram.messages())).isLessThanOrEqualTo(CAPACITY));
        assertThat(port.to(targets().get(0)).stream().flatMap(List::stream))
                .hasSizeBetween(199, 200)
                .doesNotHaveDuplicates();
    }

    // ---- repeating

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_is_repeated_to_two_after_20_80_and_280_ms_and_costs_ten_packets(long seed) {
        rumors = rumors(Settings.of(Profile.LAN), seed);
        assertThat(Repeats.FACTORS).containsExactly(1, 4, 14);
        rumors.record(self, null, true, 0);
        flush(0);
        runUntil(10_000);

        assertThat(times).hasSize(10);
        assertThat(times.subList(0, 4)).containsOnly(0L);
        assertThat(times.get(4)).isEqualTo(times.get(5)).isBetween(16L, 24L);
        assertThat(times.get(6)).isEqualTo(times.get(7)).isBetween(64L, 96L);
        assertThat(times.get(8)).isEqualTo(times.get(9)).isBetween(224L, 336L);
        assertThat(targets().subList(4, 6)).doesNotHaveDuplicates();
        assertThat(rumors.pending()).isZero();
        assertThat(timers.size()).isZero();
    }

    @Test
    void news_does_not_wait_for_the_repeats_of_older_news() {
        rumors.record(self, null, true, 0);
        flush(0);
        runUntil(100);
        int before = port.sent.size();
        assertThat(before).isEqualTo(8);

        rumors.state("m1", 0, null, true, 100 * MILLI);
        stateNews.put("m1/0", new Message.StateVersion("m1", 1, 1));
        flush(100);
        runUntil(10_000);
        List<Long> later = new ArrayList<>();
        for (int i = before; i < port.sent.size(); i++) {
            if (port.sent.get(i).carries(Message.StateVersion.class)) {
                later.add(times.get(i));
            }
        }
        assertThat(later).hasSize(10);
        assertThat(later.subList(0, 4)).containsOnly(100L);
        assertThat(later.get(4)).isBetween(116L, 124L);
        assertThat(later.get(6)).isBetween(164L, 196L);
        assertThat(later.get(8)).isBetween(324L, 436L);
    }

    @Test
    void a_send_that_was_refused_does_not_count() {
        port.refusing = true;
        rumors.record(self, null, true, 0);
        flush(0);
        runUntil(200);
        assertThat(rumors.pending()).isEqualTo(1);

        port.refusing = false;
        runUntil(10_000);
        assertThat(port.sent).hasSize(10);
        assertThat(rumors.pending()).isZero();
    }

    @Test
    void a_repeat_that_was_refused_does_not_count() {
        rumors.record(self, null, true, 0);
        flush(0);
        port.refusing = true;
        runUntil(500);
        assertThat(port.sent).hasSize(4);

        port.refusing = false;
        runUntil(10_000);
        assertThat(port.sent).hasSize(10);
    }

    @Test
    void without_a_window_a_refused_push_is_tried_again_a_little_later() {
        rumors = rumors(
                Settings.of(Profile.LAN)
                        .with(ProtocolSetting.PUSH_WINDOW_MIN, 0)
                        .with(ProtocolSetting.PUSH_WINDOW_MAX, 0),
                1);
        port.refusing = true;
        rumors.record(self, null, true, 0);
        flush(0);
        runUntil(100);
        port.refusing = false;
        runUntil(10_000);

        assertThat(port.sent).hasSize(10);
        assertThat(times.get(0)).isBetween(100L, 120L);
    }

    @Test
    void alone_nothing_is_sent_and_nothing_kept() {
        View lonely = Samples.viewOf(1);
        Rumors silent = new Rumors(
                Settings.of(Profile.LAN),
                lonely,
                entry(lonely, 1),
                new Outbox(port),
                new PeerSelector(lonely, entry(lonely, 1), new Random(1)),
                timers,
                new Random(1),
                (name, version) -> null,
                CAPACITY);
        silent.record(entry(lonely, 1), null, true, 0);
        silent.flush(0);
        runUntil(10_000);

        assertThat(port.sent).isEmpty();
        assertThat(silent.pending()).isZero();
    }

    // ---- what it says

    @Test
    void newer_news_of_a_member_takes_the_place_of_older() {
        rumors.record(entry(view, 2), null, true, 0);
        MemberRecord suspect = member(2).withStatus(Status.SUSPECT);
        Samples.put(view, suspect, 0);
        rumors.record(entry(view, 2), null, true, 0);
        assertThat(rumors.pending()).isEqualTo(1);
        flush(0);

        assertThat(port.sent(Message.Alive.class)).isEmpty();
        assertThat(port.sent(Message.Verdict.class)).isNotEmpty().allSatisfy(verdict -> {
            assertThat(verdict.name()).isEqualTo("m2");
            assertThat(verdict.status()).isEqualTo(Status.SUSPECT);
        });
    }

    @Test
    void a_refutation_between_two_repeats_is_what_the_next_repeat_says() {
        Samples.put(view, member(2).withStatus(Status.SUSPECT), 0);
        rumors.record(entry(view, 2), null, true, 0);
        flush(0);
        runUntil(50);
        port.clear();
        times.clear();
        Samples.put(view, member(2).withIncarnation(1), 50 * MILLI);
        runUntil(10_000);

        assertThat(port.sent(Message.Verdict.class)).isEmpty();
        assertThat(port.sent(Message.Alive.class))
                .isNotEmpty()
                .containsOnly(new Message.Alive(member(2).withIncarnation(1)));
    }

    @Test
    void what_is_dropped_is_told_no_more() {
        rumors.record(entry(view, 2), null, true, 0);
        rumors.state("m2", 0, null, true, 0);
        rumors.drop("m2");
        flush(0);
        runUntil(1_000);

        assertThat(port.sent).isEmpty();
        assertThat(rumors.pending()).isZero();
    }

    @Test
    void news_of_state_speaks_to_those_who_hold_the_least() {
        Message all = new Message.StateVersion("m1", 1, 9);
        stateNews.put("m1/3", all);
        rumors.state("m1", 3, null, true, 0);
        rumors.state("m1", 5, null, true, 0);
        flush(0);

        assertThat(port.sent(Message.StateVersion.class)).isNotEmpty().containsOnly((Message.StateVersion) all);
    }

    @Test
    void membership_news_goes_before_state_and_older_before_newer() {
        stateNews.put("m4/0", new Message.StateVersion("m4", 1, 1));
        rumors.state("m4", 0, null, false, 0);
        rumors.record(entry(view, 3), null, false, 1);
        rumors.record(entry(view, 2), null, false, 2);
        Samples.put(view, member(5).withStatus(Status.SUSPECT), 3);
        rumors.record(entry(view, 5), null, false, 3);
        rumors.record(self, null, false, 4);

        assertThat(rumors.ride(entry(view, 9), CAPACITY, 5))
                .extracting(message -> message.getClass().getSimpleName())
                .containsExactly("Alive", "Verdict", "Alive", "Alive", "StateVersion");
        assertThat(rumors.ride(entry(view, 9), CAPACITY, 5))
                .contains(new Message.Alive(member(1)), new Message.Alive(member(2)), new Message.Alive(member(3)))
                .containsSubsequence(new Message.Alive(member(3)), new Message.Alive(member(2)));
    }

    @Test
    void news_that_is_heard_again_is_the_newest() {
        rumors.record(entry(view, 3), null, false, 1);
        rumors.record(entry(view, 2), null, false, 2);
        rumors.record(entry(view, 3), null, false, 3);

        assertThat(rumors.ride(entry(view, 9), CAPACITY, 5))
                .containsExactly(new Message.Alive(member(2)), new Message.Alive(member(3)));
    }

    @Test
    void what_it_says_is_what_the_view_says_now() {
        rumors.record(entry(view, 2), null, false, 0);
        assertThat(rumors.ride(entry(view, 9), CAPACITY, 0)).containsExactly(new Message.Alive(member(2)));
        Samples.put(view, member(2).withIncarnation(1), 1);
        assertThat(rumors.ride(entry(view, 9), CAPACITY, 1))
                .containsExactly(new Message.Alive(member(2).withIncarnation(1)));
        Samples.put(view, member(2).withIncarnation(1).withStatus(Status.SUSPECT), 1);
        long second = 1_000_000_000;
        assertThat(rumors.ride(entry(view, 9), CAPACITY, 1 + second))
                .extracting(message -> ((Message.Verdict) message).ageMillis())
                .containsExactly(1_000L);
        assertThat(rumors.ride(entry(view, 9), CAPACITY, 1 + 2 * second))
                .extracting(message -> ((Message.Verdict) message).ageMillis())
                .containsExactly(2_000L);
    }

    @Test
    void what_it_says_of_state_is_what_is_held_now() {
        stateNews.put("m2/0", new Message.StateVersion("m2", 1, 1));
        rumors.state("m2", 0, null, false, 0);
        view.held(entry(view, 2), 1);
        assertThat(rumors.ride(entry(view, 9), CAPACITY, 0)).containsExactly(new Message.StateVersion("m2", 1, 1));
        stateNews.put("m2/0", new Message.StateVersion("m2", 1, 2));
        view.held(entry(view, 2), 2);
        assertThat(rumors.ride(entry(view, 9), CAPACITY, 0)).containsExactly(new Message.StateVersion("m2", 1, 2));
    }

    // ---- riding

    @Test
    void news_that_is_not_critical_ends_after_ten_rides() {
        rumors.record(entry(view, 2), null, false, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(rumors.ride(entry(view, 9), CAPACITY, i)).hasSize(1);
        }
        assertThat(rumors.ride(entry(view, 9), CAPACITY, 11)).isEmpty();
        assertThat(rumors.pending()).isZero();
    }

    @Test
    void what_rides_to_strangers_does_not_spend_the_budget() {
        rumors.record(entry(view, 2), null, false, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(rumors.ride(null, CAPACITY, i)).hasSize(1);
        }
        assertThat(rumors.pending()).isEqualTo(1);
    }

    @Test
    void riding_does_not_shorten_the_budget_of_critical_news() {
        rumors.record(self, null, true, 0);
        for (int i = 0; i < 50; i++) {
            rumors.ride(entry(view, 9), CAPACITY, i);
        }
        flush(0);
        runUntil(10_000);
        assertThat(port.sent).hasSize(10);
    }

    @Test
    void nothing_rides_to_its_subject_or_source_or_where_there_is_no_room() {
        rumors.record(entry(view, 2), "m3", false, 0);

        assertThat(rumors.ride(entry(view, 2), CAPACITY, 0)).isEmpty();
        assertThat(rumors.ride(entry(view, 3), CAPACITY, 0)).isEmpty();
        assertThat(rumors.ride(entry(view, 4), 10, 0)).isEmpty();
        assertThat(rumors.ride(entry(view, 4), -5, 0)).isEmpty();
        assertThat(rumors.ride(entry(view, 4), CAPACITY, 0)).containsExactly(new Message.Alive(member(2)));
    }

    private MemberEntry at(Address address) {
        MemberEntry entry = view.at(address);
        assertThat(entry).isNotNull();
        return entry;
    }
}
