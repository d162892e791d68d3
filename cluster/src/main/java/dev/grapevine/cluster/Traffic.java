package dev.grapevine.cluster;

import dev.grapevine.model.DropReason;
import java.util.Map;

/**
 * Traffic on the wire since the start: payloads without IP, UDP and TCP headers.
 *
 * @param dropped what came in and was not used, by reason: packets and frames, and messages of datagrams
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
