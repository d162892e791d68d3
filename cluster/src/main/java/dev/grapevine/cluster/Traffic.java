package dev.grapevine.cluster;

import dev.grapevine.core.wire.DropReason;
import java.util.Map;

/**
 * Traffic on the wire since the start: payloads without IP, UDP and TCP headers.
 *
 * @param dropped the number of rejected packets and frames, by reason
 */
public record Traffic(
        long udpPacketsSent,
        long udpBytesSent,
        long udpPacketsReceived,
        long udpBytesReceived,
        long tcpBytesSent,
        long tcpBytesReceived,
        long sendErrors,
        Map<DropReason, Long> dropped) {
    public Traffic {
        dropped = Map.copyOf(dropped);
    }
}
