package dev.grapevine.cluster;

import dev.grapevine.core.wire.DropReason;
import java.util.Map;

/**
 * What went over the wire since start; payloads without IP, UDP and TCP headers.
 *
 * @param dropped what came in and was not used, by reason
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
