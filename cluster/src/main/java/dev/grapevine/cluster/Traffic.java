package dev.grapevine.cluster;

import dev.grapevine.model.DropReason;
import java.util.Map;

/**
 * Traffic on the wire since the start of the member. Bytes are payloads, without IP, UDP and TCP headers. Immutable.
 *
 * @param udpPacketsSent datagrams given to the operating system
 * @param udpBytesSent their bytes
 * @param udpPacketsReceived datagrams read, those that were dropped afterwards included
 * @param udpBytesReceived their bytes
 * @param tcpBytesSent bytes written to streams
 * @param tcpBytesReceived bytes read from streams
 * @param sendErrors datagrams that the operating system refused
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
