package dev.grapevine.sim.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.PeerStrategies;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.RecordOrder;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.scenario.RandomFaults;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Breaks the protocol on purpose. The random runs must notice, or they would prove nothing. */
class MutationTest {

    private static final int SEEDS = 200;

    /** Peers with another order of records. */
    private static PeerFactory ordering(RecordOrder order) {
        return (config, strategies, random, port, now) ->
                new PeerProgram(new Peer(config, strategies.withOrder(order), random, port, now));
    }

    /** Plays wild scenarios until one of these invariants is violated, and tells whether that happened. */
    private static boolean caught(PeerFactory mutant, Set<Invariant> by) {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                Simulation.run(seed, RandomFaults.wild(seed), mutant);
            } catch (InvariantViolation violation) {
                if (by.contains(violation.invariant())) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void a_merge_that_takes_the_latest_record_resurrects_the_dead() {
        PeerFactory mutant = ordering(new RecordOrder() {
            @Override
            public int compare(MemberRecord heard, MemberRecord known) {
                return heard.generation() == known.generation() && !heard.equals(known)
                        ? 1
                        : super.compare(heard, known);
            }
        });
        assertThat(caught(mutant, EnumSet.of(Invariant.NO_RESURRECTION))).isTrue();
        assertThat(caught(mutant, EnumSet.of(Invariant.MONOTONY))).isTrue();
    }

    @Test
    void a_merge_that_puts_the_status_before_the_incarnation_lets_no_member_refute() {
        PeerFactory mutant = ordering(new RecordOrder() {
            @Override
            public int compare(MemberRecord heard, MemberRecord known) {
                int order = Long.compareUnsigned(heard.generation(), known.generation());
                if (order == 0) {
                    order = heard.status().compareTo(known.status());
                }
                return order != 0 ? order : super.compare(heard, known);
            }
        });
        assertThat(caught(mutant, EnumSet.of(Invariant.ACCURACY))).isTrue();
    }

    @Test
    void a_merge_that_ignores_generations_does_not_converge() {
        PeerFactory mutant = ordering(new RecordOrder() {
            @Override
            public int compare(MemberRecord heard, MemberRecord known) {
                int order = Long.compareUnsigned(heard.incarnation(), known.incarnation());
                if (order == 0) {
                    order = heard.status().compareTo(known.status());
                }
                return order != 0 ? order : super.compare(heard, known);
            }
        });
        assertThat(caught(mutant, EnumSet.of(Invariant.CONVERGENCE, Invariant.COMPLETENESS, Invariant.MONOTONY)))
                .isTrue();
    }

    @Test
    void a_refutation_at_the_accused_incarnation_has_no_effect() {
        PeerFactory mutant = (config, strategies, random, port, now) ->
                new PeerProgram(new Peer(config, strategies.withRefutation(Math::max), random, port, now));
        assertThat(caught(mutant, EnumSet.allOf(Invariant.class))).isTrue();
    }

    @Test
    void a_member_that_does_not_hear_accusations_is_declared_dead_while_it_runs() {
        assertThat(caught(Deaf::new, EnumSet.of(Invariant.ACCURACY))).isTrue();
    }

    /** Ignores every accusation of itself. */
    private static final class Deaf extends PeerProgram {
        private final String name;

        Deaf(PeerConfig config, PeerStrategies strategies, RandomGenerator random, Port port, long now) {
            super(new Peer(config, strategies, random, port, now));
            this.name = config.name();
        }

        @Override
        public void receive(List<Message> messages, Address from, @Nullable SenderId sealer, long now) {
            super.receive(withoutAccusations(messages), from, sealer, now);
        }

        @Override
        public void channelReceived(long channel, List<Message> messages, long now) {
            super.channelReceived(channel, withoutAccusations(messages), now);
        }

        private List<Message> withoutAccusations(List<Message> messages) {
            return messages.stream()
                    .filter(message -> !(message instanceof Message.Verdict verdict
                            && verdict.name().equals(name)
                            && verdict.generation() == peer().self().generation()))
                    .toList();
        }
    }
}
