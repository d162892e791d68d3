package dev.grapevine.sim.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.wire.Message;
import dev.grapevine.sim.figures.Load;
import dev.grapevine.sim.figures.Load.Purpose;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadMeterTest {

    private final LoadMeter meter = new LoadMeter();
    private final TrackedMember sender = new TrackedMember(0, "n1");

    private Load load() {
        return meter.load(List.of(sender), 1_000_000_000L);
    }

    private static Message.Hello hello(Message.Purpose purpose) {
        return new Message.Hello(1, 1, "sim", "n1", 1, purpose);
    }

    @Test
    void a_datagram_has_42_bytes_of_headers() {
        meter.datagram(sender, new Message.Ping(1, 2, 3), 19);
        meter.datagram(sender, new Message.Ping(2, 2, 3), 20);
        assertThat(load().kinds()).containsExactly(new Load.Kind("Ping", false, Purpose.PROBES, 2, 19 + 20 + 2 * 42));
    }

    @Test
    void a_frame_is_a_segment_and_its_acknowledgement_with_66_bytes_of_headers_each() {
        meter.frame(sender, new Message.KeepAlive(), 30, false);
        assertThat(load().kinds()).containsExactly(new Load.Kind("KeepAlive", true, Purpose.TETHERS, 2, 30 + 2 * 66));
    }

    @Test
    void the_first_frame_of_a_stream_pays_for_opening_and_closing_it() {
        meter.frame(sender, hello(Message.Purpose.SYNC), 50, true);
        assertThat(load().kinds())
                .containsExactly(new Load.Kind("Hello SYNC", true, Purpose.SYNC, 2 + 7, 50 + (2 + 7) * 66));
    }

    @ParameterizedTest
    @EnumSource
    void a_hello_counts_as_what_its_stream_is_for(Message.Purpose purpose) {
        meter.frame(sender, hello(purpose), 50, false);
        assertThat(load().kinds().get(0).purpose())
                .isEqualTo(
                        switch (purpose) {
                            case JOIN -> Purpose.BOOTSTRAP;
                            case SYNC, STATE, KEYS -> Purpose.SYNC;
                            case PROBE -> Purpose.PROBES;
                            case TETHER -> Purpose.TETHERS;
                        });
    }

    @Test
    void rates_are_of_the_time_that_a_member_ran() {
        sender.nanosUp = 2_000_000_000L;
        meter.datagram(sender, new Message.Ping(1, 2, 3), 58);
        meter.sample(0.5, 4);
        Load load = load();
        assertThat(load.memberSeconds()).isEqualTo(2);
        assertThat(load.bytesPerMemberSecond()).isEqualTo(50);
        assertThat(load.packetsPerMemberSecond()).isEqualTo(0.5);
        assertThat(load.bytesEach().max()).isEqualTo(50);
        assertThat(load.packetsEach().max()).isEqualTo(500);
        assertThat(load.series().get(Purpose.PROBES.ordinal()).values()).containsExactly(100 / 0.5 / 4);
        assertThat(load.series().get(Purpose.RUMORS.ordinal()).values()).containsExactly(0.0);
    }
}
