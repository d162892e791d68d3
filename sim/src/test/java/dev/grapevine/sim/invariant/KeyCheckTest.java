package dev.grapevine.sim.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.sim.world.Packet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A key that can be read in a packet is found, wherever it stands. */
class KeyCheckTest {

    private static byte[] random(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void a_key_is_found_at_each_place_and_nothing_else_is() {
        byte[] key = random(1, ClusterKey.LENGTH);
        List<byte[]> secrets = List.of(random(2, ClusterKey.LENGTH), key);
        for (int place = 0; place <= 100 - ClusterKey.LENGTH; place++) {
            byte[] packet = random(3, 100);
            assertThat(KeyCheck.leak(secrets, Packet.forged(packet.clone()))).isNull();
            System.arraycopy(key, 0, packet, place, key.length);
            assertThat(KeyCheck.leak(secrets, Packet.forged(packet.clone()))).startsWith("a key travels in clear from");
            packet[place + key.length - 1] ^= 1;
            assertThat(KeyCheck.leak(secrets, Packet.forged(packet))).isNull();
        }
    }

    @Test
    void where_no_key_was_installed_there_is_nothing_to_find() {
        assertThat(KeyCheck.leak(List.of(), Packet.forged(random(3, 100)))).isNull();
    }
}
