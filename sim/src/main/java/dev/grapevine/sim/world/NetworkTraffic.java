package dev.grapevine.sim.world;

/**
 * What one host sent and received since the beginning of the world, over all its processes. Bytes are sealed payloads,
 * without IP, UDP and TCP headers.
 */
public final class NetworkTraffic {

    long datagramsSent;
    long datagramBytesSent;
    long datagramsReceived;
    long datagramBytesReceived;
    long datagramsDropped;
    long broadcastsSent;
    long streamsOpened;
    long frameBytesSent;
    long frameBytesReceived;

    NetworkTraffic() {}

    public long datagramsSent() {
        return datagramsSent;
    }

    public long datagramBytesSent() {
        return datagramBytesSent;
    }

    public long datagramsReceived() {
        return datagramsReceived;
    }

    public long datagramBytesReceived() {
        return datagramBytesReceived;
    }

    /** Datagrams that arrived and were not read, because the receive buffer was full or they were damaged. */
    public long datagramsDropped() {
        return datagramsDropped;
    }

    public long broadcastsSent() {
        return broadcastsSent;
    }

    public long streamsOpened() {
        return streamsOpened;
    }

    public long frameBytesSent() {
        return frameBytesSent;
    }

    public long frameBytesReceived() {
        return frameBytesReceived;
    }
}
