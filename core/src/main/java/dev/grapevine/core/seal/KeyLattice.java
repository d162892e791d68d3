package dev.grapevine.core.seal;

import dev.grapevine.core.wire.KeyEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What members tell one another of their keys: for each id its turn, and whether it was removed. Turns only grow, and a removal is for ever; so in
 * whatever order members hear of one another's changes, all end up with the same.
 *
 * <p>The key with the highest turn, and of several the one with the highest id, is the primary. It counts as not removed: when one half of a
 * cluster removes a key and the other half begins to use it, the use prevails.
 */
final class KeyLattice {

    /** Keys that are not removed. */
    static final int MAX_KEYS = 8;

    /** Removed keys that are remembered: those with the highest turns. */
    static final int MAX_REMOVED = 64;

    /** How far others may raise the turn above the highest that is known, at a time. */
    static final long MAX_LEAD = 1_000;

    /** Bytes of a digest. */
    static final int DIGEST = 8;

    private static final Comparator<KeyEntry> BY_TURN =
            Comparator.comparingLong(KeyEntry::turn).thenComparing(KeyEntry::id, Long::compareUnsigned);

    private final TreeMap<KeyId, KeyEntry> entries = new TreeMap<>();

    /** In the order of their ids. */
    List<KeyEntry> entries() {
        return List.copyOf(entries.values());
    }

    @Nullable KeyEntry get(KeyId id) {
        return entries.get(id);
    }

    /** The key that all shall seal with; null while none is known. */
    @Nullable KeyEntry primary() {
        return entries.values().stream().max(BY_TURN).orElse(null);
    }

    /** The highest turn; 0 while no key is known. */
    long highestTurn() {
        KeyEntry primary = primary();
        return primary == null ? 0 : primary.turn();
    }

    boolean isPrimary(KeyId id) {
        KeyEntry primary = primary();
        return primary != null && primary.id() == id.value();
    }

    /** Whether that key was removed; the primary counts as not removed. */
    boolean removed(KeyId id) {
        KeyEntry entry = entries.get(id);
        return entry != null && entry.removed() && !isPrimary(id);
    }

    /** Whether that key is known, and not removed. */
    boolean lists(KeyId id) {
        return entries.containsKey(id) && !removed(id);
    }

    /** The keys that are not removed, those with the lowest turns first. */
    List<KeyEntry> listed() {
        return entries.values().stream()
                .filter(entry -> lists(new KeyId(entry.id())))
                .sorted(BY_TURN)
                .toList();
    }

    /** Orders ids by turn; unknown ones come first. */
    int compare(KeyId one, KeyId other) {
        return BY_TURN.compare(orNew(one), orNew(other));
    }

    private KeyEntry orNew(KeyId id) {
        return entries.getOrDefault(id, new KeyEntry(id.value(), 0, false));
    }

    /**
     * Takes what is new in these.
     *
     * @param idsOnly whether only ids that are unknown so far are taken, not their turns and removals
     * @return whether anything was new
     */
    boolean merge(List<KeyEntry> others, boolean idsOnly) {
        List<KeyEntry> before = entries();
        long highest = highestTurn() + MAX_LEAD;
        for (KeyEntry other : others) {
            if (idsOnly) {
                add(new KeyEntry(other.id(), 0, false));
            } else {
                add(other.turn() <= highest ? other : new KeyEntry(other.id(), 0, other.removed()));
            }
        }
        dropSurplus();
        return !before.equals(entries());
    }

    /**
     * Begins anew from what this member itself has kept. A key that it did not know then has no turn yet, though it is the first of the key file: it
     * would count as used before the kept ones, and nothing that is told under it would be believed.
     */
    void restore(List<KeyEntry> kept) {
        if (!kept.isEmpty()) {
            entries.replaceAll((id, entry) -> new KeyEntry(entry.id(), 0, entry.removed()));
        }
        kept.forEach(this::add);
        dropSurplus();
    }

    /** The key has at least this turn. */
    void raise(KeyId id, long turn) {
        add(new KeyEntry(id.value(), turn, false));
        dropSurplus();
    }

    /**
     * Removes a key. A key that never became the primary gets a turn below that of the primary, so that it is not among the first removed keys to
     * be forgotten.
     */
    void remove(KeyId id) {
        add(new KeyEntry(id.value(), Math.max(0, highestTurn() - 1), true));
        dropSurplus();
    }

    private void add(KeyEntry other) {
        KeyId id = new KeyId(other.id());
        KeyEntry known = entries.get(id);
        if (known != null) {
            entries.put(
                    id,
                    new KeyEntry(other.id(), Math.max(known.turn(), other.turn()), known.removed() || other.removed()));
        } else if (other.turn() > 0 || other.removed() || listed().size() < MAX_KEYS) {
            // What nobody has used gives way to what is there already: so nobody can crowd out new keys by naming
            // others.
            entries.put(id, other);
        }
    }

    private void dropSurplus() {
        drop(listed(), MAX_KEYS);
        drop(
                entries.values().stream()
                        .filter(entry -> removed(new KeyId(entry.id())))
                        .sorted(BY_TURN)
                        .toList(),
                MAX_REMOVED);
    }

    private void drop(List<KeyEntry> lowestFirst, int limit) {
        for (KeyEntry surplus : lowestFirst.subList(0, Math.max(0, lowestFirst.size() - limit))) {
            entries.remove(new KeyId(surplus.id()));
        }
    }

    /** Tells two lattices apart: the first bytes of the SHA-256 of what {@code KEYRING} says. */
    byte[] digest(Cryptography cryptography) {
        List<KeyEntry> all = new ArrayList<>(entries.values());
        ByteBuffer fields =
                ByteBuffer.allocate(1 + all.size() * (KeyId.LENGTH + 4 + 1)).put((byte) all.size());
        for (KeyEntry entry : all) {
            fields.putLong(entry.id()).putInt((int) entry.turn()).put((byte) (entry.removed() ? 1 : 0));
        }
        return Arrays.copyOf(cryptography.hash(fields.array()), DIGEST);
    }
}
