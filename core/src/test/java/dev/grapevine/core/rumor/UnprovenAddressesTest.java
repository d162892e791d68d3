package dev.grapevine.core.rumor;

import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import org.junit.jupiter.api.Test;

class UnprovenAddressesTest {

    private static final long SECOND = 1_000_000_000L;

    private final View view = Samples.viewOf(3);
    private final UnprovenAddresses addresses = new UnprovenAddresses(view);

    private int sentTo(int i, long now) {
        int sent = 0;
        while (addresses.take(address(i), 20, now)) {
            sent++;
        }
        return sent;
    }

    @Test
    void an_address_is_proven_while_the_member_that_answered_there_holds_it() {
        assertThat(addresses.proven(address(2))).isFalse();
        view.answered(Samples.entry(view, 2), address(2), 0);
        assertThat(addresses.proven(address(2))).isTrue();
        assertThat(addresses.proven(address(3))).isFalse();

        Samples.put(view, Samples.member(2).withGeneration(2), 0);
        assertThat(addresses.proven(address(2))).as("of a new generation").isFalse();
    }

    @Test
    void an_address_gets_sixteen_packets_and_one_more_a_second() {
        assertThat(sentTo(2, 0)).isEqualTo(16);
        assertThat(sentTo(2, SECOND)).isEqualTo(1);
        assertThat(sentTo(3, SECOND)).isEqualTo(16);
    }

    @Test
    void an_address_gets_sixteen_kilobytes_and_half_a_kilobyte_more_a_second() {
        int sent = 0;
        while (addresses.take(address(2), 1_168, 0)) {
            sent++;
        }
        assertThat(sent).isEqualTo(14);
        assertThat(addresses.room(address(2), 0)).isLessThan(1_168);
        assertThat(addresses.room(address(2), 60 * SECOND)).isEqualTo(16_384);
    }

    @Test
    void an_address_that_is_sent_much_is_to_be_asked_once_a_second() {
        for (int i = 0; i < 8; i++) {
            addresses.take(address(2), 20, 0);
            assertThat(addresses.askNow(address(2), 0)).isFalse();
        }
        addresses.take(address(2), 20, 0);
        assertThat(addresses.askNow(address(2), 0)).isTrue();
        assertThat(addresses.askNow(address(2), 0)).isFalse();
        addresses.take(address(2), 20, SECOND);
        assertThat(addresses.askNow(address(2), SECOND)).isTrue();
        assertThat(addresses.askNow(address(3), 0)).isFalse();
    }

    @Test
    void the_table_is_bounded_and_forgets_first_what_has_no_effect_any_more() {
        sentTo(2, 0);
        for (int i = 100; i < 10_100; i++) {
            addresses.take(address(i), 20, i * SECOND / 500);
            assertThat(addresses.size()).isLessThanOrEqualTo(UnprovenAddresses.LIMIT);
        }
    }

    /** Many other names, none of which is sent much, neither push out the one that is, nor are they kept waiting by it. */
    @Test
    void where_the_table_is_full_the_most_used_address_stays_and_a_new_one_takes_over_what_the_least_used_has_left() {
        assertThat(sentTo(2, 0)).isEqualTo(16);
        for (int i = 100; i < 100 + 2 * UnprovenAddresses.LIMIT; i++) {
            assertThat(addresses.take(address(i), 20, 0)).isTrue();
        }
        assertThat(sentTo(2, 0)).isZero();
        assertThat(sentTo(5_000, 0)).isBetween(13, 15);
    }

    @Test
    void members_and_strangers_have_a_ceiling_each() {
        int strangers = 0;
        while (addresses.takeOfAll(address(99), 100, 0)) {
            strangers++;
        }
        assertThat(strangers).isEqualTo(8_192);
        assertThat(addresses.takeOfAll(address(2), 100, 0)).isTrue();
        assertThat(addresses.takeOfAll(address(99), 100, SECOND / 1_000)).isTrue();
    }
}
