package dev.grapevine.agent.daemon;

import dev.grapevine.cluster.Stats;
import dev.grapevine.cluster.Traffic;
import dev.grapevine.model.ProtocolStats;
import java.util.Locale;

/** Formats the STATS line: current statistics, and the traffic since the previous line. Not thread-safe. */
final class StatsLine {

    private long lastNanos;
    private long lastSent;
    private long lastReceived;

    StatsLine(long nowNanos) {
        this.lastNanos = nowNanos;
    }

    /** @param nowNanos monotonic */
    String next(Stats stats, long nowNanos) {
        ProtocolStats peer = stats.protocol();
        Traffic traffic = stats.traffic();
        long sent = traffic.udpBytesSent() + traffic.tcpBytesSent();
        long received = traffic.udpBytesReceived() + traffic.tcpBytesReceived();
        double seconds = Math.max(1e-3, (nowNanos - lastNanos) / 1e9);
        String line = "STATS members=" + (peer.alive() + peer.suspect() + peer.dead() + peer.left())
                + " alive=" + peer.alive()
                + " suspect=" + peer.suspect()
                + " dead=" + peer.dead()
                + " left=" + peer.left()
                + " services=" + peer.services()
                // Rounded down, so that 100% means all.
                + " agreement=" + (int) Math.floor(peer.agreement() * 100) + "%"
                + " health=" + peer.healthScore()
                + " tx=" + rate((sent - lastSent) / seconds)
                + " rx=" + rate((received - lastReceived) / seconds)
                + " rumors=" + peer.rumors();
        lastNanos = nowNanos;
        lastSent = sent;
        lastReceived = received;
        return line;
    }

    static String rate(double bytes) {
        if (bytes < 1_000) {
            return Math.round(bytes) + "B/s";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1fkB/s", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1fMB/s", bytes / 1e6);
    }
}
