package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Purpose;
import dev.grapevine.core.wire.ProcessCodec;
import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Health;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ProcessInfo;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Owned state: publishing this member's own, and taking in that of others. */
class PeerStateTest {

    private static final ServiceInstance WEB =
            ServiceInstance.named("web").port(8_000).build();

    private final PeerBench bench = new PeerBench();

    private static ServiceInstance instance(int i) {
        return new ServiceInstance(
                "web", "i" + i, "", 8_000 + i, List.of(), Map.of(), 1, Health.PASSING, "", ServiceState.UP, 0);
    }

    private static StateEntry entry(ServiceInstance instance, long version) {
        return new StateEntry(StateKeys.service(instance), version, ServiceCodec.encode(instance));
    }

    private static Message.StateDelta delta(long from, long to, boolean replace, StateEntry... entries) {
        return new Message.StateDelta("m2", 1, from, to, replace, List.of(entries));
    }

    // ---- the process

    @Test
    void a_member_tells_of_its_process_and_knows_what_others_tell() {
        ProcessInfo own = new ProcessInfo("2", 7);
        bench.peer.commands().tell(own, bench.now());
        bench.know(2);
        bench.hear(2, delta(0, 1, false, new StateEntry("p", 1, ProcessCodec.encode(new ProcessInfo("1", 5)))));

        assertThat(bench.peer.questions().processOf("m1")).isEqualTo(own);
        assertThat(bench.peer.questions().processOf("m2")).isEqualTo(new ProcessInfo("1", 5));
        assertThat(bench.peer.questions().processOf("m3")).isNull();
        assertThat(bench.port.events(PeerEvent.Updated.class)).isEmpty();

        bench.hear(2, delta(1, 2, false, new StateEntry("p", 2, new byte[] {1})));
        assertThat(bench.peer.questions().processOf("m2")).isNull();
    }

    @Test
    void a_member_tells_of_its_process_5_seconds_after_the_start() {
        bench.know(2);
        bench.peer.commands().tell(new ProcessInfo("2", 7), bench.now());
        long version = bench.peer.self().stateVersion();
        bench.pass(4_999);
        assertThat(bench.peer.self().stateVersion()).isEqualTo(version);
        bench.pass(1);
        assertThat(bench.peer.self().stateVersion()).isEqualTo(version + 1);
    }

    @Test
    void a_member_that_is_full_tells_of_its_process_once_there_is_room() {
        PeerBench small = with(ProtocolSetting.STATE_BYTES, 1_024);
        small.peer.commands().tell(new ProcessInfo("2", 7), small.now());
        small.peer.commands().setMetadata(Map.of("k", "x".repeat(1_015)), small.now());
        long version = small.peer.self().stateVersion();
        small.pass(6_000);
        assertThat(small.peer.self().stateVersion()).isEqualTo(version);
        small.peer.commands().setMetadata(Map.of(), small.now());
        long room = small.peer.self().stateVersion();
        small.pass(60_000);
        assertThat(small.peer.self().stateVersion()).isEqualTo(room + 1);
    }

    @Test
    void what_a_member_tells_of_its_process_takes_no_room_from_what_users_publish() {
        PeerBench small = with(ProtocolSetting.STATE_ENTRIES, 1);
        small.peer.commands().tell(new ProcessInfo("2", 7), small.now());
        small.pass(6_000);
        small.peer.commands().register(WEB, small.now());

        assertThatThrownBy(() -> small.peer.commands().register(instance(2), small.now()))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("this member would own 2 services, tags and metadata entries; the limit is 1"
                        + " (protocol.state.entries)");
    }

    /** A service event without the record of its member, whose version differs with each change. */
    private record Told(Class<? extends PeerEvent> kind, String member, ServiceInstance instance) {}

    private List<Told> servicesTold() {
        List<Told> told = new ArrayList<>();
        for (PeerEvent event : bench.port.events) {
            if (event instanceof PeerEvent.ServiceUp up) {
                told.add(new Told(up.getClass(), up.member().name(), up.instance()));
            } else if (event instanceof PeerEvent.ServiceDown down) {
                told.add(new Told(down.getClass(), down.member().name(), down.instance()));
            } else if (event instanceof PeerEvent.ServiceChanged changed) {
                told.add(new Told(changed.getClass(), changed.member().name(), changed.instance()));
            }
        }
        return told;
    }

    // ---- this member's own

    @Test
    void a_registered_instance_is_in_the_registry_at_once_and_is_published() {
        bench.know(6).pass(500).forget();
        bench.peer.commands().register(WEB, bench.now());

        assertThat(bench.peer.questions().registry().all()).containsExactly(new ServiceRegistry.Registered("m1", WEB));
        assertThat(bench.peer.questions().ownInstances()).containsExactly(WEB);
        assertThat(servicesTold()).contains(new Told(PeerEvent.ServiceUp.class, "m1", WEB));
        assertThat(bench.port.sent(Message.StateDelta.class))
                .isNotEmpty()
                .containsOnly(new Message.StateDelta("m1", 1_000, 0, 1, true, List.of(entry(WEB, 1))));
    }

    @Test
    void registering_the_same_instance_again_changes_nothing() {
        bench.peer.commands().register(WEB, bench.now());
        long hash = bench.peer.stats().viewHash();
        bench.forget();
        bench.peer.commands().register(WEB, bench.now());
        assertThat(bench.peer.stats().viewHash()).isEqualTo(hash);
        assertThat(bench.port.events).isEmpty();
    }

    @Test
    void a_withdrawn_instance_is_gone() {
        bench.peer.commands().register(WEB, bench.now());
        assertThat(bench.peer.commands().deregister("web", "web", bench.now())).isTrue();
        assertThat(bench.peer.commands().deregister("web", "web", bench.now())).isFalse();
        assertThat(bench.peer.commands().deregister("api", "1", bench.now())).isFalse();

        assertThat(bench.peer.questions().registry().all()).isEmpty();
        assertThat(servicesTold())
                .containsExactly(
                        new Told(PeerEvent.ServiceUp.class, "m1", WEB),
                        new Told(PeerEvent.ServiceDown.class, "m1", WEB));
    }

    @Test
    void five_changes_are_published_at_once_and_then_one_in_100_ms() {
        bench.know(6).pass(500).forget();
        for (int i = 1; i <= 40; i++) {
            bench.peer.commands().register(instance(i), bench.now());
        }
        assertThat(bench.peer.stats().services()).isEqualTo(40);
        assertThat(bench.peer.self().stateVersion()).isEqualTo(5);
        bench.pass(99);
        assertThat(bench.peer.self().stateVersion()).isEqualTo(5);
        bench.pass(1);
        assertThat(bench.peer.self().stateVersion())
                .as("the changes in between go together")
                .isEqualTo(40);
    }

    @Test
    void in_the_long_run_ten_changes_a_second_are_published() {
        bench.know(6).pass(500);
        Set<Long> published = new TreeSet<>();
        for (int i = 1; i <= 3_000; i++) {
            bench.peer.commands().setMetadata(Map.of("n", "" + i), bench.now());
            published.add(bench.peer.self().stateVersion());
            bench.pass(1);
        }
        assertThat(published).hasSizeBetween(34, 36);
    }

    @Test
    void replacing_tags_is_one_change() {
        bench.peer.commands().setTags(Set.of("a", "b"), bench.now());
        for (int i = 0; i < 4; i++) {
            bench.peer.commands().setTags(Set.of("a" + i, "b" + i), bench.now());
        }
        assertThat(bench.peer.self().stateVersion()).as("five in one burst").isEqualTo(2 + 4 * 4);
    }

    @Test
    void tags_and_metadata_are_replaced_as_a_whole() {
        bench.peer.commands().setTags(Set.of("a", "b"), bench.now());
        bench.peer.commands().setMetadata(Map.of("rack", "7", "row", "2"), bench.now());
        bench.peer.commands().setTags(Set.of("b", "c"), bench.now());
        bench.peer.commands().setMetadata(Map.of("rack", "8"), bench.now());

        assertThat(bench.peer.questions().tagsOf("m1")).containsExactly("b", "c");
        assertThat(bench.peer.questions().metadataOf("m1")).isEqualTo(Map.of("rack", "8"));
        bench.peer.commands().setTags(Set.of(), bench.now());
        assertThat(bench.peer.questions().tagsOf("m1")).isEmpty();
    }

    // ---- limits

    private static PeerBench with(ProtocolSetting limit, long value) {
        return new PeerBench(Settings.of(Profile.LAN).with(limit, value));
    }

    @Test
    void a_value_that_is_too_long_is_refused_with_the_limit_and_nothing_is_changed() {
        PeerBench small = with(ProtocolSetting.STATE_VALUE, 64);
        assertThatThrownBy(() ->
                        small.peer.commands().setMetadata(Map.of("a", "x", "note", "x".repeat(65)), small.now()))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("m/note takes 65 bytes; the limit is 64 (protocol.state.value)");
        assertThat(small.peer.questions().metadataOf("m1")).isEmpty();
        small.peer.commands().setMetadata(Map.of("note", "x".repeat(64)), small.now());
    }

    @Test
    void too_many_entries_are_refused_with_the_limit() {
        PeerBench small = with(ProtocolSetting.STATE_ENTRIES, 2);
        small.peer.commands().setTags(Set.of("a"), small.now());
        assertThatThrownBy(() -> small.peer.commands().setMetadata(Map.of("a", "1", "b", "2"), small.now()))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("this member would own 3 services, tags and metadata entries;"
                        + " the limit is 2 (protocol.state.entries)");
        small.peer.commands().setMetadata(Map.of("a", "1"), small.now());
        small.peer.commands().setMetadata(Map.of("a", "2"), small.now());
    }

    @Test
    void too_many_bytes_are_refused_with_the_limit() {
        PeerBench small = with(ProtocolSetting.STATE_BYTES, 1_024);
        assertThatThrownBy(() -> small.peer
                        .commands()
                        .setMetadata(Map.of("a", "x".repeat(600), "b", "x".repeat(600)), small.now()))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("services, tags and metadata of this member would take 1206 bytes;"
                        + " the limit is 1024 (protocol.state.bytes)");
    }

    @Test
    void replaced_entries_do_not_count_against_the_limits() {
        PeerBench small = with(ProtocolSetting.STATE_ENTRIES, 3);
        small.peer.commands().setTags(Set.of("a", "b", "c"), small.now());
        small.peer.commands().setTags(Set.of("d", "e", "f"), small.now());
        assertThat(small.peer.questions().tagsOf("m1")).containsExactly("d", "e", "f");

        PeerBench bytes = with(ProtocolSetting.STATE_BYTES, 1_024);
        bytes.peer.commands().setMetadata(Map.of("a", "x".repeat(800)), bytes.now());
        bytes.peer.commands().setMetadata(Map.of("b", "x".repeat(800)), bytes.now());
        assertThat(bytes.peer.questions().metadataOf("m1")).containsOnlyKeys("b");
    }

    // ---- the state of others

    @Test
    void a_delta_that_fits_is_applied_and_passed_on() {
        bench.know(8).pass(500).forget();
        bench.hear(2, delta(0, 1, true, entry(WEB, 1)));

        assertThat(bench.peer.questions().registry().all()).containsExactly(new ServiceRegistry.Registered("m2", WEB));
        assertThat(servicesTold()).containsExactly(new Told(PeerEvent.ServiceUp.class, "m2", WEB));
        assertThat(bench.port.sent(Message.StateDelta.class)).isNotEmpty();
        assertThat(bench.port.to(address(2))).isEmpty();

        bench.forget().hear(3, delta(0, 1, true, entry(WEB, 1)));
        assertThat(bench.port.sent).isEmpty();
        assertThat(bench.port.events).isEmpty();
    }

    @Test
    void a_delta_of_another_generation_or_of_an_unknown_member_is_ignored() {
        bench.know(2).forget();
        bench.hear(2, new Message.StateDelta("m2", 2, 0, 1, true, List.of(entry(WEB, 1))));
        bench.hear(2, new Message.StateDelta("m9", 1, 0, 1, true, List.of(entry(WEB, 1))));
        bench.hear(2, new Message.StateDelta("m1", 1_000, 0, 1, true, List.of(entry(WEB, 1))));
        assertThat(bench.peer.questions().registry().all()).isEmpty();
        assertThat(bench.port.events).isEmpty();
    }

    @Test
    void a_delta_above_a_gap_is_not_applied_and_the_state_is_pulled_from_the_member_that_told_of_it() {
        bench.know(3).pass(500).forget();
        bench.hear(3, delta(3, 4, false, entry(WEB, 4)));
        assertThat(bench.peer.questions().registry().all()).isEmpty();
        bench.pass(29);
        assertThat(bench.port.channels.values())
                .noneMatch(stream -> stream.to.equals(address(3))
                        && !stream.closed
                        && stream.written.stream().anyMatch(Message.StateRequest.class::isInstance));
        bench.pass(51);

        long stream = bench.channelTo(3, Purpose.STATE);
        assertThat(bench.port.channel(stream).written).last().isEqualTo(new Message.StateRequest("m2", 1, 0));
        bench.write(stream, new Message.Hello(1, 1, "test", "m3", 1, Purpose.STATE));
        bench.write(stream, delta(0, 4, true, entry(instance(1), 2), entry(WEB, 4)));
        assertThat(bench.peer.stats().services()).isEqualTo(2);
        assertThat(bench.port.channel(stream).closed).isTrue();
    }

    @Test
    void an_announced_version_is_pulled_unless_it_arrives_meanwhile() {
        bench.know(3).pass(500).forget();
        bench.hear(3, new Message.StateVersion("m2", 1, 1)).pass(10);
        bench.hear(2, delta(0, 1, true, entry(WEB, 1))).pass(100);
        assertThat(bench.port.channels.values())
                .noneMatch(stream -> stream.written.stream().anyMatch(Message.StateRequest.class::isInstance));

        bench.hear(3, new Message.StateVersion("m2", 1, 5)).pass(100);
        assertThat(bench.port.channel(bench.channelTo(3, Purpose.STATE)).written)
                .last()
                .isEqualTo(new Message.StateRequest("m2", 1, 1));
    }

    /** Makes m1 pull the state of m2 from m3, and answers its hello. */
    private long pull(long version) {
        bench.hear(3, new Message.StateVersion("m2", 1, version)).pass(81);
        long stream = bench.channelTo(3, Purpose.STATE);
        bench.write(stream, new Message.Hello(1, 1, "test", "m3", 1, Purpose.STATE));
        return stream;
    }

    private long pulls() {
        return bench.port.channels.values().stream()
                .filter(stream -> stream.written.stream().anyMatch(Message.StateRequest.class::isInstance))
                .count();
    }

    @Test
    void a_pull_takes_only_the_state_that_it_asked_for_and_only_once() {
        bench.know(4).pass(500).forget();
        long stream = pull(5);
        bench.write(stream, new Message.StateDelta("m4", 1, 0, 1, true, List.of(entry(WEB, 1))));
        bench.write(stream, new Message.StateDelta("m2", 2, 0, 9, true, List.of(entry(WEB, 1))));
        bench.write(stream, new Message.Alive(member(9)));
        assertThat(bench.peer.questions().registry().all()).isEmpty();
        assertThat(bench.port.channel(stream).closed).isFalse();

        bench.write(stream, delta(0, 5, true, entry(WEB, 5)), delta(5, 6, false, entry(instance(1), 6)));
        assertThat(bench.peer.questions().registry().all()).containsExactly(new ServiceRegistry.Registered("m2", WEB));
        assertThat(bench.port.channel(stream).closed).isTrue();
        assertThat(bench.peer.stats().dropped()).containsEntry(DropReason.UNEXPECTED, 4L);
    }

    @Test
    void the_state_of_a_member_is_pulled_once_at_a_time() {
        bench.know(3).pass(500).forget();
        bench.write(pull(5), delta(0, 5, true, entry(WEB, 5)));
        bench.pass(4_900);
        pull(9);
        bench.pass(100);
        assertThat(pulls()).isEqualTo(2);

        bench.hear(3, new Message.StateVersion("m2", 1, 10)).pass(100);
        assertThat(pulls())
                .as("the second still runs, although the time of the first is over")
                .isEqualTo(2);
        bench.pass(5_000).hear(3, new Message.StateVersion("m2", 1, 10)).pass(100);
        assertThat(pulls()).as("the second was given up").isEqualTo(3);
    }

    @Test
    void a_stream_serves_one_request_for_state() {
        bench.peer.commands().register(WEB, bench.now());
        Message request = new Message.StateRequest("m1", 1_000, 0);
        long stream =
                bench.accept(2, new Message.Hello(1, 1, "test", "m2", 1, Purpose.STATE), request, request, request);
        assertThat(bench.port.channel(stream).written)
                .filteredOn(Message.StateDelta.class::isInstance)
                .hasSize(1);
        assertThat(bench.peer.stats().dropped()).containsEntry(DropReason.UNEXPECTED, 2L);
    }

    @Test
    void a_request_by_stream_is_answered_with_the_state_above_the_version_held() {
        bench.peer.commands().register(instance(1), bench.now());
        bench.peer.commands().register(instance(2), bench.now());
        long stream = bench.accept(
                2, new Message.Hello(1, 1, "test", "m2", 1, Purpose.STATE), new Message.StateRequest("m1", 1_000, 1));
        assertThat(bench.port.channel(stream).written)
                .last()
                .isEqualTo(new Message.StateDelta("m1", 1_000, 1, 2, false, List.of(entry(instance(2), 2))));

        long other = bench.accept(
                2, new Message.Hello(1, 1, "test", "m2", 1, Purpose.STATE), new Message.StateRequest("m1", 999, 0));
        assertThat(bench.port.channel(other).written).hasSize(1);
        assertThat(bench.port.channel(other).closed).isTrue();
    }

    @Test
    void state_above_600_bytes_is_announced_by_its_version() {
        bench.know(6).pass(500).forget();
        bench.peer.commands().setMetadata(Map.of("note", "x".repeat(600)), bench.now());
        assertThat(bench.port.sent(Message.StateDelta.class)).isEmpty();
        assertThat(bench.port.sent(Message.StateVersion.class))
                .isNotEmpty()
                .extracting(Message.StateVersion::version)
                .containsOnly(1L);
    }

    @Test
    void the_services_of_a_dead_member_vanish_and_come_back_with_its_refutation() {
        bench.know(3).hear(2, delta(0, 1, true, entry(WEB, 1)));
        bench.hear(3, PeerBench.verdict(2, Status.SUSPECT, Evidence.SILENT, "m3"));
        assertThat(bench.peer.stats().services()).isEqualTo(1);

        bench.forget().hear(3, PeerBench.verdict(2, Status.DEAD, Evidence.SILENT, "m3"));
        assertThat(bench.peer.stats().services()).isZero();
        assertThat(servicesTold()).contains(new Told(PeerEvent.ServiceDown.class, "m2", WEB));

        bench.hear(2, new Message.Alive(member(2).withIncarnation(1)));
        assertThat(bench.peer.stats().services()).isEqualTo(1);
        assertThat(servicesTold()).contains(new Told(PeerEvent.ServiceUp.class, "m2", WEB));
    }

    @Test
    void a_new_generation_begins_without_services() {
        bench.know(2).hear(2, delta(0, 1, true, entry(WEB, 1)));
        bench.hear(2, new Message.Alive(member(2).withGeneration(2)));
        assertThat(bench.peer.stats().services()).isZero();
        bench.hear(3, delta(0, 1, true, entry(WEB, 1)));
        assertThat(bench.peer.stats().services()).isZero();
    }

    @Test
    void health_decides_what_is_discoverable_and_each_change_raises_an_event() {
        bench.know(2).forget();
        ServiceInstance warning = WEB.withHealth(Health.WARNING, "slow", 1);
        ServiceInstance critical = WEB.withHealth(Health.CRITICAL, "no answer", 2);
        bench.hear(2, delta(0, 1, true, entry(WEB, 1)));
        bench.hear(2, delta(1, 2, false, entry(warning, 2)));
        bench.hear(2, delta(2, 3, false, entry(critical, 3)));
        bench.hear(2, delta(3, 4, false, entry(WEB, 4)));
        bench.hear(2, delta(4, 5, false, new StateEntry(StateKeys.service(WEB), 5, null)));

        assertThat(servicesTold())
                .containsExactly(
                        new Told(PeerEvent.ServiceUp.class, "m2", WEB),
                        new Told(PeerEvent.ServiceChanged.class, "m2", warning),
                        new Told(PeerEvent.ServiceDown.class, "m2", warning),
                        new Told(PeerEvent.ServiceUp.class, "m2", WEB),
                        new Told(PeerEvent.ServiceDown.class, "m2", WEB));
    }

    @Test
    void a_change_of_tags_raises_an_update_of_the_member() {
        bench.know(2).forget();
        bench.hear(2, delta(0, 1, true, new StateEntry(StateKeys.tag("blue"), 1, new byte[0])));
        assertThat(bench.peer.questions().tagsOf("m2")).containsExactly("blue");
        assertThat(bench.port.events(PeerEvent.Updated.class)).hasSize(1);
    }
}
