package dev.grapevine.agent.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds clients that have vanished without closing their connection although something was sent to them: the kernel
 * sends it again for a quarter of an hour. Keep-alive probes do not help, because they are sent on idle connections only,
 * and Java has no TCP_USER_TIMEOUT. Linux shows the number of retransmissions of each connection in /proc/net/tcp; on
 * other systems, nobody is found. Thread-safe.
 */
final class SilentPeers {

    /** Each takes twice as long as the one before, from about 0.2 s: together about 25 s. */
    static final int RETRANSMISSIONS = 7;

    private static final Logger LOG = System.getLogger(SilentPeers.class.getName());

    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int RETRANSMITTED = 6;

    private final int port;
    private final List<Path> tables;

    /** @param port of the server */
    SilentPeers(int port) {
        this(port, List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6")));
    }

    SilentPeers(int port, List<Path> tables) {
        this.port = port;
        this.tables = tables;
    }

    /** The addresses of such clients. */
    Set<InetSocketAddress> find() {
        Set<InetSocketAddress> found = new HashSet<>();
        for (Path table : tables) {
            if (Files.isReadable(table)) {
                try (Stream<String> lines = Files.lines(table, StandardCharsets.ISO_8859_1)) {
                    lines.forEach(line -> read(line.strip().split("\\s+"), found));
                } catch (IOException | RuntimeException e) {
                    LOG.log(Level.DEBUG, "Cannot read " + table, e);
                }
            }
        }
        return found;
    }

    private void read(String[] fields, Set<InetSocketAddress> found) {
        if (fields.length <= RETRANSMITTED || fields[LOCAL].indexOf(':') < 0 || fields[0].equals("sl")) {
            return;
        }
        if (port(fields[LOCAL]) == port && Integer.parseInt(fields[RETRANSMITTED], 16) >= RETRANSMISSIONS) {
            found.add(new InetSocketAddress(address(fields[REMOTE]), port(fields[REMOTE])));
        }
    }

    private static int port(String field) {
        return Integer.parseInt(field.substring(field.indexOf(':') + 1), 16);
    }

    /** The kernel writes addresses in words of four bytes, in its own byte order. */
    private static InetAddress address(String field) {
        byte[] words = HexFormat.of().parseHex(field.substring(0, field.indexOf(':')));
        if (java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN) {
            for (int word = 0; word < words.length; word += 4) {
                swap(words, word, word + 3);
                swap(words, word + 1, word + 2);
            }
        }
        try {
            return InetAddress.getByAddress(words); // an IPv4 address in the form of IPv6 becomes IPv4
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(field, e);
        }
    }

    private static void swap(byte[] bytes, int one, int other) {
        byte kept = bytes[one];
        bytes[one] = bytes[other];
        bytes[other] = kept;
    }
}
