package dev.grapevine.sim.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.PeerStrategies;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** One of three correct peers, n2, does something wrong at 3 s. Each invariant must notice its own violation. */
class InvariantsTest {

    private static final long FAULT_AT_NANOS = 3_000_000_000L;

    private static final Scenario THREE = Scenario.builder()
            .startAll(3)
            .run("2s")
            .then("crash n3")
            .run("30s")
            .then("check 1s")
            .run("1s")
            .build();

    /** What n2 does wrong, once, with its own correct peer and its port. */
    private interface Fault {
        void commit(Peer peer, Port port);
    }

    private static final class FaultyProgram extends PeerProgram {
        private final Port port;
        private final Fault fault;
        private final long due;
        private boolean done;

        FaultyProgram(
                PeerConfig config,
                PeerStrategies strategies,
                RandomGenerator random,
                Port port,
                long now,
                Fault fault) {
            super(new Peer(config, strategies, random, port, now));
            this.port = port;
            this.fault = fault;
            this.due = now + FAULT_AT_NANOS;
        }

        @Override
        public void tick(long now, long wallMillis) {
            super.tick(now, wallMillis);
            if (!done && now - due >= 0) {
                done = true;
                fault.commit(peer(), port);
            }
        }
    }

    private static InvariantViolation violation(Fault fault) {
        PeerFactory factory =
                (config, strategies, random, port, now) -> config.name().equals("n2")
                        ? new FaultyProgram(config, strategies, random, port, now, fault)
                        : new PeerProgram(new Peer(config, strategies, random, port, now));
        return catchThrowableOfType(InvariantViolation.class, () -> Simulation.run(1, THREE, factory));
    }

    /** Has n2 emit an event with a changed record of a member. */
    private static InvariantViolation telling(String member, UnaryOperator<MemberRecord> change) {
        return violation((peer, port) -> {
            for (MemberRecord record : peer.questions().members()) {
                if (record.name().equals(member)) {
                    port.emit(new PeerEvent.Updated(change.apply(record)));
                }
            }
        });
    }

    @Test
    void without_a_fault_nothing_is_violated() {
        assertThat(violation((peer, port) -> {})).isNull();
    }

    @Test
    void a_generation_that_never_was() {
        InvariantViolation found = telling("n1", record -> record.withGeneration(record.generation() + 1));
        assertThat(found.invariant()).isEqualTo(Invariant.OWNERSHIP);
        assertThat(found.at()).isBetween(FAULT_AT_NANOS, 2 * FAULT_AT_NANOS);
        assertThat(found).hasMessageContaining("a generation that never was");
    }

    @Test
    void an_incarnation_that_its_owner_did_not_reach() {
        assertThat(telling("n1", record -> record.withIncarnation(7)).invariant())
                .isEqualTo(Invariant.OWNERSHIP);
    }

    @Test
    void a_leave_that_its_owner_did_not_write() {
        assertThat(telling("n1", record -> record.withStatus(Status.LEFT)).invariant())
                .isEqualTo(Invariant.OWNERSHIP);
    }

    @Test
    void a_dead_member_that_rises_without_its_owner() {
        InvariantViolation found = violation((peer, port) -> {
            MemberRecord n1 = peer.questions().members().get(0);
            port.emit(new PeerEvent.Failed(n1.withStatus(Status.DEAD), Evidence.SILENT, List.of(), 0));
            port.emit(new PeerEvent.Recovered(n1, true));
        });
        assertThat(found.invariant()).isEqualTo(Invariant.NO_RESURRECTION);
    }

    @Test
    void a_belief_that_goes_back() {
        InvariantViolation found = violation((peer, port) -> {
            MemberRecord n1 = peer.questions().members().get(0);
            port.emit(new PeerEvent.Suspected(n1.withStatus(Status.SUSPECT), Evidence.SILENT, List.of()));
            port.emit(new PeerEvent.Recovered(n1, false));
        });
        assertThat(found.invariant()).isEqualTo(Invariant.MONOTONY);
    }

    @Test
    void events_that_do_not_add_up_to_the_view() {
        InvariantViolation found = violation((peer, port) ->
                port.emit(new PeerEvent.Forgotten(peer.questions().members().get(0))));
        assertThat(found.invariant()).isEqualTo(Invariant.EVENTS);
    }

    @Test
    void a_packet_that_is_too_long_with_the_widest_seal() {
        InvariantViolation found = violation((peer, port) -> {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                messages.add(new Message.Alive(peer.self()));
            }
            port.send(peer.questions().members().get(0).addresses().get(0), messages);
        });
        assertThat(found.invariant()).isEqualTo(Invariant.BOUNDS);
    }

    @Test
    void an_exception_that_escapes() {
        InvariantViolation found = violation((peer, port) -> {
            throw new IllegalStateException("oops");
        });
        assertThat(found.invariant()).isEqualTo(Invariant.NO_EXCEPTION);
        assertThat(found).hasRootCauseMessage("oops").hasMessageContaining("2s crash n3");
    }

    @Test
    void a_registry_that_is_not_what_owners_registered() {
        InvariantViolation found = violation((peer, port) -> peer.commands()
                .register(ServiceInstance.named("unasked").port(1).build(), 0));
        assertThat(found.invariant()).isEqualTo(Invariant.REGISTRY);
    }

    @Test
    void a_member_that_will_not_be_dead_to_all() {
        Map<String, Invariant> verdicts = new TreeMap<>();
        for (String stop : List.of("crash n3", "hang n3")) {
            Scenario hasty = Scenario.builder()
                    .startAll(3)
                    .run("2s")
                    .then("partition n3")
                    .then(stop)
                    .then("check 100ms")
                    .run("100ms")
                    .build();
            verdicts.put(
                    stop,
                    catchThrowableOfType(InvariantViolation.class, () -> Simulation.run(1, hasty))
                            .invariant());
        }
        assertThat(verdicts)
                .containsOnly(
                        Map.entry("crash n3", Invariant.COMPLETENESS), Map.entry("hang n3", Invariant.COMPLETENESS));
    }
}
