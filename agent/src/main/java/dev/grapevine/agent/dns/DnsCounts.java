package dev.grapevine.agent.dns;

import java.util.concurrent.atomic.LongAdder;

/** What the DNS server has done since its start. Thread-safe. */
public final class DnsCounts {

    private final LongAdder udp = new LongAdder();
    private final LongAdder tcp = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    void answeredByUdp() {
        udp.increment();
    }

    void answeredByTcp() {
        tcp.increment();
    }

    void dropped() {
        dropped.increment();
    }

    /** Responses by UDP. */
    public long udpResponses() {
        return udp.sum();
    }

    /** Responses by TCP. */
    public long tcpResponses() {
        return tcp.sum();
    }

    /** What got no response: no queries, sources above their rate, and responses that could not be sent. */
    public long withoutResponse() {
        return dropped.sum();
    }
}
