package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.ping.Relays;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Plausibility;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pings on behalf of others have bounds: in number, in time, and in who may ask for them and about whom. */
class PeerRelayTest {

    /** The longest that is believed. */
    private static final int LONG = Plausibility.MAX_TIMEOUT_MILLIS;

    private final PeerBench bench =
            new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.WITNESS_QUIET, Duration.ofSeconds(60)));

    private static Message.PingRequest request(int number, Address target, int timeoutMillis) {
        return new Message.PingRequest(number, IdentityHash.generation("m3", 1), target, timeoutMillis);
    }

    private int pingsTo(int i) {
        return bench.port.to(address(i)).stream()
                .mapToInt(messages -> (int)
                        messages.stream().filter(Message.Ping.class::isInstance).count())
                .sum();
    }

    private long dropped(DropReason reason) {
        return bench.peer.stats().dropped().getOrDefault(reason, 0L);
    }

    @Test
    void what_another_member_is_asked_is_not_done_and_counted() {
        bench.know(3).pass(10).forget();
        int own = IdentityHash.generation("m1", 1_000);
        int other = IdentityHash.generation("m9", 1);
        bench.hear(2, new Message.PingRequest(1, IdentityHash.generation("m3", 1), address(3), 400, other));
        bench.hear(2, new Message.Examine(2, "m3", 1, other));
        assertThat(bench.port.to(address(2))).isEmpty();
        assertThat(pingsTo(3)).isZero();
        assertThat(dropped(DropReason.UNEXPECTED)).isEqualTo(2);

        bench.hear(2, new Message.PingRequest(1, IdentityHash.generation("m3", 1), address(3), 400, own));
        assertThat(pingsTo(3)).isEqualTo(1);
        assertThat(dropped(DropReason.UNEXPECTED)).isEqualTo(2);
    }

    /** With a relay for each request, the search for a free number ended nowhere. */
    @ParameterizedTest
    @ValueSource(ints = {LONG, Integer.MAX_VALUE})
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_flood_of_requests_that_never_end_leaves_the_peer_able_to_ask_and_to_answer(int timeoutMillis) {
        bench.know(3).pass(10).forget();
        Message[] datagram =
                Collections.nCopies(50, request(1, address(3), timeoutMillis)).toArray(Message[]::new);
        for (int i = 0; i < 1_330; i++) {
            bench.hear(2, datagram);
        }
        assertThat(pingsTo(3)).isLessThanOrEqualTo(64);

        bench.forget().hear(3, PeerBench.pingFor("m1", 1_000, 5, 0));
        assertThat(bench.port.to(address(3))).isNotEmpty();
        bench.forget().pass(5_000);
        assertThat(pingsTo(2) + pingsTo(3)).isPositive();
    }

    /** Half for requesters that have not answered this member yet; so no crowd of new names keeps out the others. */
    @Test
    void relays_have_a_limit_in_all_and_for_each_requester_and_what_is_refused_is_answered_at_once_and_counted() {
        bench.know(9).pass(10).forget();
        for (int requester = 2; requester <= 5; requester++) {
            for (int i = 0; i < Relays.LIMIT_OF_ONE + 1; i++) {
                bench.hear(requester, request(i, address(9), LONG));
            }
        }
        assertThat(pingsTo(9)).isEqualTo(Relays.LIMIT / 2);
        assertThat(bench.port.sent(Message.Nack.class)).hasSize(4 * 17 - Relays.LIMIT / 2);
        assertThat(dropped(DropReason.LIMIT)).isEqualTo(4 * 17 - Relays.LIMIT / 2);
    }

    @Test
    void a_relay_ends_after_two_seconds_whatever_its_requester_says_and_makes_room() {
        bench.know(3).pass(10).forget();
        for (int i = 0; i < Relays.LIMIT_OF_ONE; i++) {
            bench.hear(2, request(i, address(3), LONG));
        }
        bench.pass(1_999);
        assertThat(bench.port.sent(Message.Nack.class)).isEmpty();
        bench.pass(1);
        assertThat(bench.port.sent(Message.Nack.class)).hasSize(Relays.LIMIT_OF_ONE);

        bench.forget().hear(2, request(77, address(3), 400));
        assertThat(pingsTo(3)).isEqualTo(1);
    }

    @Test
    void the_same_request_again_is_not_relayed_again() {
        bench.know(3).pass(10).forget();
        bench.hear(2, request(7, address(3), 400)).hear(2, request(7, address(3), 400));
        assertThat(pingsTo(3)).isEqualTo(1);
    }

    @Test
    void a_stranger_or_a_member_that_is_gone_is_not_helped_and_hears_nothing() {
        bench.know(4).hear(3, PeerBench.verdict(2, Status.DEAD, Evidence.SILENT, "m3"));
        bench.pass(10).forget();
        long unexpected = dropped(DropReason.UNEXPECTED);
        bench.hear(77, request(1, address(3), 400))
                .hear(2, request(1, address(3), 400))
                .pass(2_500);
        assertThat(bench.port.to(address(77))).isEmpty();
        assertThat(bench.port.sent(Message.Nack.class)).isEmpty();
        assertThat(dropped(DropReason.UNEXPECTED)).isEqualTo(unexpected + 2);
    }

    @Test
    void an_address_of_no_member_is_not_pinged_for_anybody() {
        bench.know(3).pass(10).forget();
        bench.hear(2, request(1, address(99), 400));
        assertThat(bench.port.to(address(99))).isEmpty();
        assertThat(bench.port.sent(Message.Nack.class)).containsExactly(new Message.Nack(1));
    }

    @Test
    void of_fifty_requests_in_one_datagram_one_is_relayed() {
        bench.know(3).pass(10).forget();
        bench.hear(2, Collections.nCopies(50, request(1, address(3), 400)).toArray(Message[]::new));
        assertThat(pingsTo(3)).isEqualTo(1);
        assertThat(dropped(DropReason.UNEXPECTED)).isEqualTo(49);
    }
}
