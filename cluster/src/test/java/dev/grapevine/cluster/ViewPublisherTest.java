package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.BootstrapPhase;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewPublisherTest {

    /** A peer on a loop, with a port that sends nothing, and what was published, as text. */
    private final class Fixture implements Port, ViewPublisher.Listener {
        final List<String> published = new ArrayList<>();
        final Peer peer;
        final ViewPublisher publisher;

        Fixture() {
            PeerConfig config = new PeerConfig(
                    "self",
                    1,
                    "test",
                    List.of(address(1)),
                    "",
                    List.of(),
                    List.of(),
                    false,
                    1,
                    Settings.of(Profile.LAN));
            peer = new Peer(config, new Random(1), this, 0);
            publisher = new ViewPublisher(loop, peer, this);
        }

        @Override
        public void published(PublishedView view, List<Event> events, Set<String> services) {
            List<String> kinds = events.stream()
                    .map(event -> event.getClass().getSimpleName())
                    .toList();
            published.add(view.members().size() + " members " + kinds + " " + new TreeSet<>(services));
        }

        void hear(int i) {
            MemberRecord record =
                    new MemberRecord("m" + i, 1, 0, Status.ALIVE, List.of(address(i)), "", 1, 1, 1_000, 0);
            peer.receive(List.of(new Message.Alive(record)), address(i), 1);
        }

        @Override
        public void viewChanged(String member) {
            if (publisher != null) {
                publisher.changed(member);
            }
        }

        @Override
        public void emit(PeerEvent event) {
            if (publisher != null) {
                publisher.emitted(event);
            }
        }

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public boolean send(Address to, List<Message> messages) {
            return true;
        }

        @Override
        public void broadcast(List<Message> messages) {}

        @Override
        public long openStream(Address to) {
            return 1;
        }

        @Override
        public long openDatagram(Address to) {
            return 1;
        }

        @Override
        public void write(long channel, List<Message> messages) {}

        @Override
        public void close(long channel) {}

        @Override
        public void resolve(String seed) {}
    }

    private EventLoop loop;

    private static Address address(int i) {
        return Address.ipv4(10 << 24 | i, 7_700);
    }

    @BeforeEach
    void start() throws IOException {
        loop = EventLoop.start("publisher");
    }

    @AfterEach
    void stop() {
        loop.stop();
    }

    private void inLoop(Runnable action) {
        loop.call(() -> {
            action.run();
            return true;
        });
    }

    /** Waits until the tasks that are posted now, among them a publication, have run. */
    private void turn() {
        inLoop(() -> {});
    }

    @Test
    void many_changes_in_one_turn_are_published_once_and_together() {
        Fixture fixture = loop.call(Fixture::new);
        inLoop(() -> {
            for (int i = 2; i <= 101; i++) {
                fixture.hear(i);
            }
            fixture.peer
                    .commands()
                    .register(ServiceInstance.named("web").port(80).build(), 2);
            assertThat(fixture.publisher.view().members())
                    .as("not before the end of the turn")
                    .hasSize(1);
        });
        turn();
        assertThat(fixture.published).hasSize(1);
        assertThat(fixture.published.get(0))
                .startsWith("101 members [Joined, Joined")
                .endsWith("ServiceUp] [web]");
    }

    @Test
    void what_waits_for_a_publication_finds_it_done() {
        Fixture fixture = loop.call(Fixture::new);
        List<Integer> seen = new ArrayList<>();
        inLoop(() -> {
            fixture.publisher.afterwards(
                    () -> seen.add(fixture.publisher.view().members().size()));
            fixture.hear(2);
        });
        turn();
        assertThat(seen).containsExactly(2);
    }

    @Test
    void a_failing_listener_does_not_keep_what_waits() {
        Peer[] peer = new Peer[1];
        List<String> done = new ArrayList<>();
        inLoop(() -> {
            Fixture fixture = new Fixture();
            peer[0] = fixture.peer;
            ViewPublisher failing = new ViewPublisher(loop, fixture.peer, (view, events, services) -> {
                throw new IllegalStateException("of the listener");
            });
            failing.emitted(new PeerEvent.Merged(1));
            failing.afterwards(() -> done.add("told"));
        });
        turn();
        assertThat(done).containsExactly("told");
    }

    @Test
    void a_change_without_an_event_is_published_too() {
        Fixture fixture = loop.call(Fixture::new);
        inLoop(() -> fixture.hear(2));
        turn();
        inLoop(() -> fixture.peer.receive(
                List.of(new Message.Alive(
                        new MemberRecord("m2", 1, 5, Status.ALIVE, List.of(address(2)), "", 1, 1, 1_000, 0))),
                address(2),
                2));
        turn();
        assertThat(fixture.publisher.view().member("m2").incarnation()).isEqualTo(5);
    }

    // ---- every kind of event

    private static final MemberRecord M2 =
            new MemberRecord("m2", 1, 0, Status.ALIVE, List.of(address(2)), "", 1, 1, 1_000, 0);
    private static final ServiceInstance WEB =
            ServiceInstance.named("web").port(80).build();

    private static final List<PeerEvent> KINDS = List.of(
            new PeerEvent.Joined(M2),
            new PeerEvent.Suspected(M2, Evidence.SILENT, List.of("self")),
            new PeerEvent.Recovered(M2, true),
            new PeerEvent.Failed(M2, Evidence.REFUSED, List.of("self"), 5),
            new PeerEvent.Degraded(M2),
            new PeerEvent.Restored(M2),
            new PeerEvent.Left(M2),
            new PeerEvent.Updated(M2),
            new PeerEvent.Forgotten(M2),
            new PeerEvent.Partitioned(3, 2),
            new PeerEvent.Merged(4),
            new PeerEvent.NameConflict("self", address(9), false),
            new PeerEvent.ServiceUp(M2, WEB),
            new PeerEvent.ServiceDown(M2, WEB),
            new PeerEvent.ServiceChanged(M2, WEB, WEB),
            new PeerEvent.Ready(JoinOutcome.JOINED, 2),
            new PeerEvent.Alone(List.of("a:1"), 7),
            new PeerEvent.Stalled(8),
            new PeerEvent.Stopped(),
            new PeerEvent.Bootstrap(BootstrapPhase.SEEDS, "text"),
            new PeerEvent.Mismatch(null, "text"));

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(ViewPublisherTest::leaves)
                : Stream.of(type);
    }

    @Test
    void every_event_of_a_peer_is_an_event_of_the_same_name_for_the_program() {
        assertThat(KINDS)
                .extracting(Object::getClass)
                .containsExactlyInAnyOrderElementsOf(
                        leaves(PeerEvent.class).<Class<?>>map(leaf -> leaf).toList());
        Fixture fixture = loop.call(Fixture::new);
        List<String> told = new ArrayList<>();
        inLoop(() -> {
            ViewPublisher publisher = new ViewPublisher(
                    loop,
                    fixture.peer,
                    (view, events, services) ->
                            events.forEach(event -> told.add(event.getClass().getSimpleName())));
            KINDS.forEach(publisher::emitted);
        });
        turn();
        assertThat(told)
                .containsExactlyElementsOf(KINDS.stream()
                        .map(event -> event.getClass().getSimpleName())
                        .toList());
    }
}
