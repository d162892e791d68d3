package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Salt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The salts that a receiver knows. A member may have a few at once, as it draws a new one when its machine was suspended; beyond that, and beyond
 * the limit of the whole table, the least used gives way. Strangers cannot fill the table: a salt enters it when the process behind it has proven that it
 * lives, or when a member introduces it. Until then it is among the {@link UnprovenSalts}.
 */
final class SaltTable {

    /** Salts of one member. */
    static final int EACH = 4;

    private final int limit;

    private final UnprovenSalts unproven = new UnprovenSalts();

    /** In the order of their last use, the least used first. */
    private final LinkedHashMap<Salt, SenderSalt> salts = new LinkedHashMap<>(16, 0.75f, true);

    /** The salts of each member, whatever its generation, the latest introduced last. */
    private final Map<String, List<SenderSalt>> byMember = new HashMap<>();

    /** @param limit of all salts together */
    SaltTable(int limit) {
        this.limit = limit;
    }

    /** What is known of this salt, which counts as a use. */
    @Nullable SenderSalt get(Salt salt) {
        SenderSalt known = salts.get(salt);
        return known == null ? unproven.get(salt) : known;
    }

    /** Adds a salt whose datagram a key has opened. */
    void addUnproven(SenderSalt salt, long now) {
        unproven.add(salt, now);
    }

    /** Whether nothing of this salt, which is unknown, is to be opened now. */
    boolean silent(Salt salt, long now) {
        return unproven.silent(salt, now);
    }

    /** Gives up salts that have not answered in time. */
    void expire(long now) {
        unproven.expire(now);
    }

    /** A process lives behind this salt, or a member says so: from now on it has its place here. */
    void know(SenderSalt salt) {
        unproven.known(salt.salt());
        if (salts.containsKey(salt.salt())) {
            return;
        }
        if (salts.size() >= limit) {
            Iterator<SenderSalt> leastUsed = salts.values().iterator();
            SenderSalt evicted = leastUsed.next();
            leastUsed.remove();
            disown(evicted);
            evicted.forgetKey();
        }
        salts.put(salt.salt(), salt);
    }

    /** The salt is that process's. */
    void own(SenderSalt salt, SenderId process) {
        if (process.equals(salt.sender())) {
            return;
        }
        disown(salt);
        salt.belongsTo(process);
        List<SenderSalt> owned = byMember.computeIfAbsent(process.name(), name -> new ArrayList<>(1));
        if (owned.size() == EACH) {
            SenderSalt evicted = owned.remove(0);
            salts.remove(evicted.salt());
            evicted.forgetKey();
        }
        owned.add(salt);
    }

    /** The latest salt of a process; null if none is known. */
    @Nullable SenderSalt latest(String name, long generation) {
        List<SenderSalt> owned = byMember.get(name);
        if (owned == null) {
            return null;
        }
        SenderSalt latest = owned.get(owned.size() - 1);
        SenderId sender = latest.sender();
        return sender != null && sender.generation() == generation ? latest : null;
    }

    private void disown(SenderSalt salt) {
        SenderId owner = salt.sender();
        List<SenderSalt> owned = owner == null ? null : byMember.get(owner.name());
        if (owner != null && owned != null) {
            owned.remove(salt);
            if (owned.isEmpty()) {
                byMember.remove(owner.name());
            }
        }
    }

    void each(Consumer<SenderSalt> action) {
        salts.values().forEach(action);
        unproven.each(action);
    }

    int size() {
        return salts.size() + unproven.size();
    }
}
