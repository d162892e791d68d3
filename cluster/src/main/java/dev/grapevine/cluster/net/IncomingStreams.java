package dev.grapevine.cluster.net;

import dev.grapevine.model.Address;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The incoming streams that are no tethers, and which of them give way when places are scarce. A connection costs a stranger
 * nothing: one that says nothing takes no place of those that are served, and one that stands still leaves its place. The
 * streams of the host that has most give way first.
 */
final class IncomingStreams {

    /** Those whose first message is still to come, the oldest first. */
    private final Set<TcpStream> unheard = new LinkedHashSet<>();

    private final Set<TcpStream> served = new LinkedHashSet<>();

    void accepted(TcpStream stream) {
        unheard.add(stream);
    }

    /** Its first message came. */
    void heard(TcpStream stream) {
        if (unheard.remove(stream)) {
            served.add(stream);
        }
    }

    /** It is gone, or a tether now. */
    void remove(TcpStream stream) {
        unheard.remove(stream);
        served.remove(stream);
    }

    /** Whether no other stream is to be accepted. */
    boolean full() {
        return served.size() >= StreamLimits.MAX_SERVED;
    }

    /** The oldest one without a message, if there are too many of them; null otherwise. */
    @Nullable TcpStream surplus() {
        if (unheard.size() <= StreamLimits.MAX_UNHEARD) {
            return null;
        }
        Address busiest = busiestHost(unheard);
        for (TcpStream stream : unheard) {
            if (stream.comesFrom(busiest)) {
                return stream;
            }
        }
        return null;
    }

    /** The served one that has stood still for longest, if that is long; null otherwise. */
    @Nullable TcpStream idle(long now) {
        Address busiest = busiestHost(served);
        TcpStream found = null;
        for (TcpStream stream : served) {
            if (stream.comesFrom(busiest)
                    && stream.idleNanos(now) > StreamLimits.GIVE_WAY_NANOS
                    && (found == null || stream.idleNanos(now) > found.idleNanos(now))) {
                found = stream;
            }
        }
        return found;
    }

    private static @Nullable Address busiestHost(Set<TcpStream> streams) {
        Map<Address, Integer> byHost = new HashMap<>();
        Address busiest = null;
        int most = 0;
        for (TcpStream stream : streams) {
            Address host = stream.host();
            if (host == null) {
                continue;
            }
            int count = byHost.merge(host, 1, Integer::sum);
            if (count > most) {
                most = count;
                busiest = host;
            }
        }
        return busiest;
    }
}
