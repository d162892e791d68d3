package dev.grapevine.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class SourceRatesTest {

    private final SourceRates rates = new SourceRates();

    private static InetAddress source(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    }

    private int taken(InetAddress source, int asked, long now) {
        int taken = 0;
        for (int i = 0; i < asked; i++) {
            taken += rates.take(source, now) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void a_source_has_a_burst_and_then_its_rate() throws UnknownHostException {
        long now = Long.MAX_VALUE - 5; // the clock of the machine may begin anywhere
        assertThat(taken(source(1), 5_000, now)).isEqualTo(SourceRates.BURST);
        assertThat(taken(source(1), 5_000, now + 500_000_000)).isEqualTo(SourceRates.RATE / 2);
        assertThat(taken(source(1), 5_000, now + 60_000_000_000L)).isEqualTo(SourceRates.BURST);
        assertThat(taken(source(2), 5_000, now)).isEqualTo(SourceRates.BURST);
    }

    @Test
    void the_sources_that_asked_last_are_remembered() throws UnknownHostException {
        assertThat(taken(source(0), 5_000, 0)).isEqualTo(SourceRates.BURST);
        for (int i = 1; i < SourceRates.MAX_SOURCES; i++) {
            rates.take(source(i), 0);
        }
        assertThat(rates.take(source(0), 0)).isFalse();
        for (int i = 1; i <= SourceRates.MAX_SOURCES; i++) {
            rates.take(source(100_000 + i), 0);
        }
        assertThat(rates.take(source(0), 0)).isTrue();
    }
}
