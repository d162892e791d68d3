package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables as a little-endian kernel writes them. */
final class SilentPeersTest {

    @TempDir
    private Path folder;

    @Test
    void clients_are_found_whose_kernel_has_not_acknowledged_for_long() throws IOException {
        Path v4 = Files.writeString(folder.resolve("tcp"), """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:2134 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0
                   1: 0100007F:2134 0500000A:A001 01 00000004:00000000 01:00000010 00000007     0        0 2 1 0
                   2: 0100007F:2134 0600000A:A002 01 00000004:00000000 01:00000010 00000006     0        0 3 1 0
                   3: 0100007F:2135 0700000A:A003 01 00000004:00000000 01:00000010 0000000A     0        0 4 1 0
                """);
        Path v6 = Files.writeString(folder.resolve("tcp6"), """
                  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt
                   0: 000000000000000000000000010000:2134 garbage
                   1: 00000000000000000000000001000000:2134 000000FD000000000000000002000000:A004 01 00000004:00000000 01:00000010 00000009 0 0
                   2: 0000000000000000FFFF00000100007F:2134 0000000000000000FFFF00000800000A:A005 01 00000004:00000000 01:00000010 00000008 0 0
                """);
        Path none = folder.resolve("none");
        assertThat(new SilentPeers(8_500, List.of(v4, v6, none)).find())
                .containsExactlyInAnyOrder(
                        new InetSocketAddress("10.0.0.5", 40_961),
                        new InetSocketAddress("fd00::2", 40_964),
                        new InetSocketAddress("10.0.0.8", 40_965));
    }
}
