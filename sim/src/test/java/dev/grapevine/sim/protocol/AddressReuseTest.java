package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process comes up at an address that another member had before. */
class AddressReuseTest {

    private static final long SECOND = 1_000_000_000L;

    /** A member of ten sends about ten datagrams a second when all is quiet, and some more while news spreads. */
    private static final int MOST_PACKETS_IN_A_SECOND = 150;

    /** Fails as soon as a member sends too many datagrams in one second. */
    private static final class PacketLimit implements Observer {
        private final Map<String, Integer> sent = new HashMap<>();
        private long second;

        @Override
        public void sent(Process process, Address to, List<Message> messages, int bytes) {
            long now = process.host().worldNow() / SECOND;
            if (now != second) {
                second = now;
                sent.clear();
            }
            int count = sent.merge(process.host().name(), 1, Integer::sum);
            assertThat(count)
                    .as("datagrams of %s in second %d, the last to %s: %s", process.host(), second, to, messages)
                    .isLessThan(MOST_PACKETS_IN_A_SECOND);
        }
    }

    private static Trace play(long seed, Scenario scenario) {
        Trace trace = new Trace();
        Simulation.run(seed, scenario, PeerFactory.STANDARD, List.of(trace, new PacketLimit()));
        return trace;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_newcomer_at_the_address_of_a_vanished_host_lives_and_the_former_member_dies_in_its_window(long seed) {
        int members = 2 + (int) (seed % 4);
        long pause = seed * 1_100; // the former member is still ALIVE, or SUSPECT, or just dead
        Scenario scenario = Scenario.builder()
                .startAll(members + 2)
                .run("3s")
                .then("leave n" + (members + 2))
                .run("5s")
                .then("host-loss n1")
                .run(pause + "ms")
                .then("take-address n" + (members + 2) + " n1")
                .then("restart n" + (members + 2))
                .check("40s")
                .run("60s")
                .build();
        Trace trace = play(seed, scenario);

        long lostAt = Trace.timeOf(scenario, "host-loss n1");
        assertThat(trace.deathsOf("n" + (members + 2))).isEmpty();
        Map<String, Long> deaths = trace.deathsOf("n1");
        assertThat(deaths).hasSizeGreaterThanOrEqualTo(members);
        assertThat(deaths.values()).allSatisfy(at -> assertThat(at - lostAt).isLessThan(16 * SECOND));
    }

    /** Members vanish, crash, leave, are paused, and come back at each other's addresses. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void members_that_come_back_at_addresses_of_others_are_known_there_and_nobody_floods(long seed) {
        Random random = new Random(seed);
        int members = 4 + random.nextInt(4);
        Scenario.Builder scenario = Scenario.builder().startAll(members).run("4s");
        List<String> stopped = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "n" + (1 + random.nextInt(members));
            if (stopped.contains(name)) {
                stopped.remove(name);
                List<String> free = new ArrayList<>(stopped);
                if (!free.isEmpty() && random.nextInt(4) > 0) {
                    String former = free.get(random.nextInt(free.size()));
                    scenario.then("take-address " + name + " " + former);
                    // The former one would come back at another address.
                    scenario.then("restart " + name);
                    stopped.remove(former);
                    scenario.run(random.nextInt(3_000) + "ms").then("restart " + former + " moved");
                } else {
                    scenario.then("restart " + name + " moved");
                }
            } else if (stopped.size() < members - 2) {
                String stop = List.of("host-loss", "crash", "leave").get(random.nextInt(3));
                scenario.then(stop + " " + name);
                stopped.add(name);
            } else {
                scenario.then("pause " + name + " " + (500 + random.nextInt(9_000)) + "ms");
            }
            scenario.run(random.nextInt(7_000) + "ms");
        }
        play(seed, scenario.run("10s").check("60s").run("30s").build());
    }
}
