package dev.grapevine.cluster.net;

import dev.grapevine.model.DropReason;

/** Counts traffic on the wire: payloads without IP, UDP and TCP headers. Used by the loop's thread only. */
public final class TrafficCounter {

    private long udpPacketsSent;
    private long udpBytesSent;
    private long udpPacketsReceived;
    private long udpBytesReceived;
    private long tcpBytesSent;
    private long tcpBytesReceived;
    private long sendErrors;
    private final long[] dropped = new long[DropReason.values().length];

    void datagramSent(int bytes) {
        udpPacketsSent++;
        udpBytesSent += bytes;
    }

    void datagramReceived(int bytes) {
        udpPacketsReceived++;
        udpBytesReceived += bytes;
    }

    void streamSent(long bytes) {
        tcpBytesSent += bytes;
    }

    void streamReceived(long bytes) {
        tcpBytesReceived += bytes;
    }

    void sendError() {
        sendErrors++;
    }

    void drop(DropReason reason) {
        dropped[reason.ordinal()]++;
    }

    public long udpPacketsSent() {
        return udpPacketsSent;
    }

    public long udpBytesSent() {
        return udpBytesSent;
    }

    public long udpPacketsReceived() {
        return udpPacketsReceived;
    }

    public long udpBytesReceived() {
        return udpBytesReceived;
    }

    public long tcpBytesSent() {
        return tcpBytesSent;
    }

    public long tcpBytesReceived() {
        return tcpBytesReceived;
    }

    /** Datagrams that this host's system refused to send. */
    public long sendErrors() {
        return sendErrors;
    }

    public long dropped(DropReason reason) {
        return dropped[reason.ordinal()];
    }
}
