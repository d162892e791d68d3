package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Salt;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Salts of datagrams that a key opened, while nobody has shown that a process lives behind them. A recording of earlier runs has many. So they share no
 * room with the salts of members, and give way in the order in which they came, however often they are used.
 *
 * <p>A salt that was asked and did not answer within 2 s is <em>silent</em>: for a while, longer each time, nothing of it is opened. So a recording costs
 * nothing once its salts have been asked, and leaves the budgets to processes that have just started.
 */
final class UnprovenSalts {

    /** Those that may still answer. */
    static final int ALL = 256;

    /** Silent ones that are remembered. */
    static final int SILENT = 2_048;

    /** For how long an answer is waited for. */
    static final long PATIENCE_NANOS = SenderSalt.QUESTION_LIFE_NANOS;

    /** The first silence lasts as long as the patience, and the longest this many times doubled: a path may have let nothing back. */
    private static final int MOST_DOUBLINGS = 2;

    private record Heard(SenderSalt salt, long since) {}

    private record Silence(int times, long until) {}

    /** In the order in which they came. */
    private final LinkedHashMap<Salt, Heard> heard = new LinkedHashMap<>();

    private final LinkedHashMap<Salt, Silence> silent = new LinkedHashMap<>();

    /** One of them; null if it is not here. */
    @Nullable SenderSalt get(Salt salt) {
        Heard found = heard.get(salt);
        return found == null ? null : found.salt();
    }

    void add(SenderSalt salt, long now) {
        if (heard.size() >= ALL) {
            forgetOldest();
        }
        heard.put(salt.salt(), new Heard(salt, now));
    }

    /** A process lives behind it, or a member says so. */
    void known(Salt salt) {
        heard.remove(salt);
        silent.remove(salt);
    }

    /** Whether nothing of it is to be opened now. */
    boolean silent(Salt salt, long now) {
        Silence silence = silent.get(salt);
        return silence != null && silence.until() - now > 0;
    }

    /** Gives those up that have not answered in time. */
    void expire(long now) {
        while (!heard.isEmpty()) {
            Heard oldest = heard.values().iterator().next();
            if (now - oldest.since() <= PATIENCE_NANOS) {
                return;
            }
            forgetOldest();
            if (oldest.salt().asked()) {
                silence(oldest.salt().salt(), now);
            }
        }
    }

    private void forgetOldest() {
        Iterator<Heard> oldest = heard.values().iterator();
        oldest.next().salt().forgetKey();
        oldest.remove();
    }

    private void silence(Salt salt, long now) {
        Silence before = silent.remove(salt);
        int times = before == null ? 0 : Math.min(before.times() + 1, MOST_DOUBLINGS);
        if (silent.size() >= SILENT) {
            Iterator<Silence> oldest = silent.values().iterator();
            oldest.next();
            oldest.remove();
        }
        silent.put(salt, new Silence(times, now + (PATIENCE_NANOS << times)));
    }

    void each(Consumer<SenderSalt> action) {
        heard.values().forEach(one -> action.accept(one.salt()));
    }

    int size() {
        return heard.size();
    }
}
