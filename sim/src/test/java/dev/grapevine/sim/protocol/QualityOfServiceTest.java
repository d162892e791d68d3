package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.model.Distribution;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Delay;
import dev.grapevine.sim.world.Link;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The quality of service that members measure, compared with what is true in the world. */
class QualityOfServiceTest {

    private static final long MS = 1_000_000L;
    private static final long SEED = 20_260_102;
    private static final int MEMBERS = 16;

    /** Clocks drift by up to 100 ppm, and ages are sent in milliseconds, so each hop rounds by up to half of one. */
    private static final long TOLERANCE = 5 * MS;

    private final KeptPeers peers = new KeptPeers();

    private Trace run(Scenario.Builder scenario) {
        return Trace.of(SEED, scenario.build(), peers);
    }

    /** How long after an operation each other member reported the end of n3. */
    private Map<String, Long> heard(
            Scenario.Builder scenario, String operation, Class<? extends PeerEvent.Membership> kind) {
        return run(scenario).heard(kind, "n3", Trace.timeOf(scenario.build(), operation));
    }

    private static Scenario.Builder cluster() {
        return Scenario.builder().startAll(MEMBERS).check("5s").run("10s");
    }

    private static Set<String> allBut(String gone) {
        Set<String> names = new TreeSet<>();
        for (int i = 1; i <= MEMBERS; i++) {
            names.add("n" + i);
        }
        names.remove(gone);
        return names;
    }

    private Distribution detection(String member, Evidence evidence) {
        return peers.quality(member).detections().getOrDefault(evidence, Distribution.NONE);
    }

    @Test
    void a_crash_is_measured_correctly_by_the_members_that_saw_a_sign_of_it() {
        Map<String, Long> truth = heard(cluster().then("crash n3").run("5s"), "crash n3", PeerEvent.Failed.class);
        Set<String> witnesses = new TreeSet<>();
        truth.forEach((member, after) -> {
            Distribution measured = detection(member, Evidence.REFUSED);
            if (measured.count() > 0) {
                witnesses.add(member);
                assertThat(measured.count()).isEqualTo(1);
                assertThat(measured.maxNanos()).isBetween(after - TOLERANCE, after);
            }
        });
        assertThat(truth).hasSize(MEMBERS - 1);
        assertThat(witnesses).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void a_hang_is_measured_by_all_from_the_first_unanswered_probe() {
        Map<String, Long> truth = heard(cluster().then("hang n3").run("20s"), "hang n3", PeerEvent.Failed.class);
        long toFirstProbe = 2 * Settings.of(Profile.LAN).get(ProtocolSetting.PROBE_PERIOD);
        assertThat(truth).containsOnlyKeys(allBut("n3"));
        truth.forEach((member, after) -> {
            Distribution measured = detection(member, Evidence.SILENT);
            assertThat(measured.count()).as(member).isEqualTo(1);
            assertThat(measured.maxNanos()).as(member).isBetween(after - toFirstProbe - TOLERANCE, after + TOLERANCE);
        });
    }

    /** For each observer: how long it held members suspect or dead that then returned. */
    private static Map<String, List<Long>> mistakes(Trace trace, boolean dead) {
        Map<String, Long> began = new HashMap<>();
        Map<String, List<Long>> lasted = new TreeMap<>();
        for (Trace.Observed seen : trace.entries()) {
            if (seen.event() instanceof PeerEvent.Membership event) {
                String pair = seen.observer() + event.member().name();
                if (event instanceof PeerEvent.Suspected || event instanceof PeerEvent.Failed) {
                    began.put(pair, seen.at());
                } else if (event instanceof PeerEvent.Recovered recovered && recovered.wasDead() == dead) {
                    lasted.computeIfAbsent(seen.observer(), observer -> new ArrayList<>())
                            .add(seen.at() - began.getOrDefault(pair, 0L));
                }
            }
        }
        return lasted;
    }

    private static void assertMeasured(Distribution measured, List<Long> truth, String member) {
        long sum = truth.stream().mapToLong(Long::longValue).sum();
        assertThat(measured.count()).as(member).isEqualTo(truth.size());
        assertThat(measured.sumNanos()).as(member).isCloseTo(sum, within(TOLERANCE));
    }

    @Test
    void every_false_suspicion_and_its_duration_are_measured() {
        Trace result =
                run(cluster().then("pause n5 4s").run("20s").then("pause n6 4s").run("20s"));
        Map<String, List<Long>> truth = mistakes(result, false);
        assertThat(truth).isNotEmpty();
        for (String member : allBut("")) {
            assertMeasured(peers.quality(member).falseSuspicions(), truth.getOrDefault(member, List.of()), member);
            assertThat(peers.quality(member).falseDeaths()).as(member).isEqualTo(Distribution.NONE);
        }
    }

    @Test
    void every_false_death_and_its_duration_are_measured() {
        Trace result = run(cluster()
                .then("cut n7 -> *")
                .then("cut * -> n7")
                .run("30s")
                .then("heal")
                .run("60s")
                .check("10s"));
        Map<String, List<Long>> truth = mistakes(result, true);
        assertThat(truth.keySet()).containsAll(allBut("n7"));
        for (String member : allBut("n7")) {
            List<Long> ofMember = truth.getOrDefault(member, List.of());
            assertMeasured(peers.quality(member).falseDeaths(), ofMember, member);
            assertThat(peers.get(member).stats().falseDeaths()).isEqualTo(ofMember.size());
        }
    }

    @Test
    void the_age_of_a_verdict_at_its_arrival_is_the_time_since_it_was_reached() {
        // on a slow network, so that ages are long compared with the milliseconds that they are sent in
        Link slow = Link.of(Delay.fixed(MS / 2));
        Map<String, Long> heard =
                heard(cluster().link(slow).then("leave n3").run("5s"), "leave n3", PeerEvent.Left.class);
        for (String member : allBut("n3")) {
            Distribution measured = peers.quality(member).rumorAges();
            long truth = heard.getOrDefault(member, -1L);
            assertThat(measured.count()).as(member).isEqualTo(1);
            assertThat(measured.maxNanos()).as(member).isBetween(Math.max(0, truth - TOLERANCE), truth + TOLERANCE);
        }
    }

    @Test
    void time_to_agreement_ends_soon_after_the_last_member_changed_its_view() {
        Map<String, Long> heard =
                heard(cluster().run("60s").then("crash n3").run("30s"), "crash n3", PeerEvent.Failed.class);
        long last = Collections.max(heard.values());
        for (String member : allBut("n3")) {
            Distribution measured = peers.quality(member).agreements();
            long truth = last - heard.getOrDefault(member, 0L);
            // after the join, and after the crash
            assertThat(measured.count()).as(member).isBetween(1L, 3L);
            assertThat(measured.maxNanos()).as(member).isBetween(truth, truth + 8_000 * MS);
        }
    }

    @Test
    void round_trips_are_those_of_the_network() {
        run(cluster().link(Link.of(Delay.fixed(2 * MS))).run("60s"));
        for (String member : allBut("")) {
            Distribution measured = peers.quality(member).roundTrips();
            assertThat(measured.count()).as(member).isBetween(60L, 90L);
            assertThat(measured.meanNanos()).as(member).isCloseTo(4 * MS, within(MS / 10));
        }
    }

    private static org.assertj.core.data.Offset<Long> within(long nanos) {
        return org.assertj.core.data.Offset.offset(nanos);
    }
}
