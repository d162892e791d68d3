package dev.grapevine.core.seal;

import dev.grapevine.core.wire.KeyEntry;
import dev.grapevine.model.KeyRefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a member holds, those of them that it accepts, and the one that it seals with.
 *
 * <p>What is known of keys is a {@link KeyLattice}, which all members share. A member seals with its primary. One that lacks the primary seals with
 * the highest key that it holds, and obeys no removal until it has it: so it still reaches somebody who gives it.
 *
 * <p>Keys of a key file stay where they are; those that were installed travel. Single-threaded.
 */
public final class KeyRing {

    /** The most keys that are not removed. */
    public static final int MAX_KEYS = KeyLattice.MAX_KEYS;

    /** Hears that what the ring holds or knows has changed. */
    @FunctionalInterface
    public interface Listener {
        void keysChanged();
    }

    /**
     * A key that this member holds.
     *
     * @param bytes the key itself if it may be given to others; null for one from a key file
     */
    private record Held(ClusterKey key, byte @Nullable [] bytes) {}

    private final KeyLattice lattice = new KeyLattice();
    private final Map<KeyId, Held> held = new LinkedHashMap<>();
    private final List<Listener> listeners = new ArrayList<>();

    /** Follows from the other fields. The one to seal with comes first, then by turn, the highest first. */
    private List<ClusterKey> accepted = List.of();

    /** Follows from the accepted keys: those that begin with each byte. */
    private final List<List<ClusterKey>> byHint = new ArrayList<>(Collections.nCopies(256, List.of()));

    /**
     * @param fromFile in the order of the key file: the first is the one to seal with if no other was used yet
     * @throws IllegalArgumentException if they are none, or more than {@link #MAX_KEYS}
     */
    public KeyRing(List<ClusterKey> fromFile) {
        if (fromFile.isEmpty()) {
            throw new IllegalArgumentException("a keyring has at least one key");
        }
        for (ClusterKey key : fromFile) {
            held.putIfAbsent(key.id(), new Held(key, null));
            lattice.raise(key.id(), key == fromFile.get(0) ? 1 : 0);
        }
        if (held.size() > MAX_KEYS) {
            throw new IllegalArgumentException("a keyring has at most " + MAX_KEYS + " keys, not " + held.size());
        }
        refresh();
    }

    /** Adds one that hears of each change, after those that were added before. */
    public void follow(Listener listener) {
        listeners.add(listener);
    }

    // ---- what is sealed with

    /** The key to seal with. */
    ClusterKey sealing() {
        return accepted.get(0);
    }

    /** The ids of the accepted keys, the one to seal with first; at most {@link #MAX_KEYS}. */
    public List<KeyId> ids() {
        return accepted.stream().limit(MAX_KEYS).map(ClusterKey::id).toList();
    }

    /** The accepted key of that id; null if there is none. */
    @Nullable ClusterKey key(KeyId id) {
        for (ClusterKey key : accepted) {
            if (key.id().equals(id)) {
                return key;
            }
        }
        return null;
    }

    /**
     * The key for a stream whose opener has these: the one to seal with, if it is among them, else the one with the lowest turn; null if there is none
     * that both have.
     */
    @Nullable ClusterKey choose(List<KeyId> theirs) {
        ClusterKey lowest = null;
        for (ClusterKey key : accepted) {
            if (theirs.contains(key.id())) {
                if (key == sealing()) {
                    return key;
                }
                lowest = lowest == null || lattice.compare(key.id(), lowest.id()) < 0 ? key : lowest;
            }
        }
        return lowest;
    }

    /** Whether datagrams and streams under this key are accepted. */
    boolean accepts(ClusterKey key) {
        return accepted.contains(key);
    }

    /** Whether datagrams and streams under a key of this id are accepted. */
    public boolean accepts(KeyId id) {
        return key(id) != null;
    }

    /** The accepted keys whose datagrams begin with this byte. */
    List<ClusterKey> hinted(byte hint) {
        return byHint.get(hint & 0xff);
    }

    // ---- what is known

    /** All that is known of keys, in the order of their ids. */
    public List<KeyEntry> entries() {
        return lattice.entries();
    }

    /** Tells two rings apart that know different things. */
    public byte[] digest(Cryptography cryptography) {
        return lattice.digest(cryptography);
    }

    /** The key that all members shall seal with, whether this one holds it or not. */
    public KeyId primary() {
        KeyEntry primary = lattice.primary();
        return primary == null ? sealing().id() : new KeyId(primary.id());
    }

    /** Whether a key is known, and not removed. */
    public boolean lists(KeyId id) {
        return lattice.lists(id);
    }

    /** Whether a key was removed. */
    public boolean removed(KeyId id) {
        return lattice.removed(id);
    }

    /** The turn of a key; 0 if it was never used, or is unknown. */
    public long turn(KeyId id) {
        KeyEntry entry = lattice.get(id);
        return entry == null ? 0 : entry.turn();
    }

    /** The keys that are not removed, those with the lowest turns first. */
    public List<KeyId> listed() {
        return lattice.listed().stream().map(entry -> new KeyId(entry.id())).toList();
    }

    public boolean holds(KeyId id) {
        return held.containsKey(id);
    }

    /** The keys that are not removed, and that this member does not hold. */
    public List<KeyId> lacking() {
        return listed().stream().filter(id -> !holds(id)).toList();
    }

    /** Whether a key came from the key file, and so does not travel. */
    public boolean isFromFile(KeyId id) {
        Held key = held.get(id);
        return key != null && key.bytes() == null;
    }

    /** A copy of the bytes of a key that travels; null if this member does not hold it, or may not give it. */
    public byte @Nullable [] travelling(KeyId id) {
        Held key = held.get(id);
        byte[] bytes = key == null || removed(id) ? null : key.bytes();
        return bytes == null ? null : bytes.clone();
    }

    /** Copies of the keys that travel. */
    public List<byte[]> installed() {
        List<byte[]> copies = new ArrayList<>();
        for (KeyId id : held.keySet()) {
            byte[] bytes = travelling(id);
            if (bytes != null) {
                copies.add(bytes);
            }
        }
        return copies;
    }

    // ---- changes

    /**
     * What another member knows of keys. Under a key that was the primary before the own one, only ids are taken: its owner may be a thief.
     *
     * @param under the key of the stream that this came by
     */
    public void merge(List<KeyEntry> theirs, KeyId under) {
        long turn = turn(under);
        boolean former = turn >= 1 && turn < lattice.highestTurn();
        if (lattice.merge(theirs, former)) {
            changed();
        }
    }

    /**
     * Takes up what this member itself has kept on disk.
     *
     * @param installed the keys among them that were installed
     */
    public void restore(List<KeyEntry> kept, List<byte[]> installed, Cryptography cryptography) {
        lattice.restore(kept);
        for (byte[] bytes : installed) {
            ClusterKey key = ClusterKey.of(bytes, cryptography);
            if (lattice.lists(key.id())) {
                held.putIfAbsent(key.id(), new Held(key, bytes.clone()));
            }
        }
        changed();
    }

    /** The key file was read again: takes the keys that are new in it. Those that are missing stay until they are removed. */
    public void reread(List<ClusterKey> fromFile) {
        for (ClusterKey key : fromFile) {
            held.compute(key.id(), (id, known) -> new Held(known == null ? key : known.key(), null));
            lattice.raise(key.id(), 0);
        }
        changed();
    }

    /**
     * Takes a new key, which travels to all members.
     *
     * @throws IllegalArgumentException if it has not the length of a key
     * @throws KeyRefusedException if it was removed before, or there are too many
     */
    public KeyId install(byte[] bytes, Cryptography cryptography) {
        ClusterKey key = ClusterKey.of(bytes, cryptography);
        KeyId id = key.id();
        if (lattice.removed(id)) {
            throw new KeyRefusedException("key " + id + " was removed, and is never accepted again; make a new one");
        }
        if (!lattice.lists(id) && listed().size() >= MAX_KEYS) {
            throw new KeyRefusedException("there are " + MAX_KEYS + " keys, which is the most; remove one first");
        }
        lattice.raise(id, 0);
        held.putIfAbsent(id, new Held(key, bytes.clone()));
        changed();
        return id;
    }

    /**
     * Another member gave a key.
     *
     * @return whether it is the key of that id, and wanted
     */
    public boolean given(KeyId id, byte[] bytes, Cryptography cryptography) {
        if (bytes.length != ClusterKey.LENGTH || holds(id) || !lists(id)) {
            return false;
        }
        ClusterKey key = ClusterKey.of(bytes, cryptography);
        if (!key.id().equals(id)) {
            key.clear();
            return false;
        }
        held.put(id, new Held(key, bytes.clone()));
        changed();
        return true;
    }

    /**
     * Makes a key the one that all seal with.
     *
     * @throws KeyRefusedException if it is unknown, removed, not held, or was used before
     */
    public void use(KeyId id) {
        checkUsable(id);
        lattice.raise(id, lattice.highestTurn() + 1);
        changed();
    }

    /**
     * Tells whether a key can be used.
     *
     * @throws KeyRefusedException if it is unknown, removed, not held, or was used before
     */
    public void checkUsable(KeyId id) {
        if (!lists(id) || !holds(id)) {
            throw new KeyRefusedException(
                    "key " + id + (removed(id) ? " was removed" : " is not installed") + "; install a new one first");
        }
        if (turn(id) > 0) {
            throw new KeyRefusedException("key " + id
                    + (lattice.isPrimary(id) ? " is the primary already" : " was the primary before")
                    + "; a key is used once, so install a new one");
        }
        if (lattice.highestTurn() == KeyEntry.MAX_TURN) {
            throw new KeyRefusedException("no turn is left; start the whole cluster with a new key");
        }
    }

    /**
     * Removes a key for ever.
     *
     * @throws KeyRefusedException if it is unknown, or the primary
     */
    public void remove(KeyId id) {
        if (lattice.isPrimary(id)) {
            throw new KeyRefusedException("key " + id + " is the primary; use another key first");
        }
        if (lattice.get(id) == null) {
            throw new KeyRefusedException("key " + id + " is unknown");
        }
        lattice.remove(id);
        changed();
    }

    private void changed() {
        refresh();
        List.copyOf(listeners).forEach(Listener::keysChanged);
    }

    private void refresh() {
        boolean obeys = held.containsKey(primary(lattice));
        if (obeys) {
            forgetRemoved();
        }
        Comparator<ClusterKey> lowestFirst = Comparator.comparing(ClusterKey::id, lattice::compare);
        accepted = held.values().stream()
                .map(Held::key)
                .filter(key -> !obeys || lattice.lists(key.id()))
                .sorted(Comparator.<ClusterKey, Boolean>comparing(key -> lattice.removed(key.id()))
                        .thenComparing(lowestFirst.reversed()))
                .toList();
        Collections.fill(byHint, List.of());
        for (ClusterKey key : accepted) {
            int hint = key.id().hint() & 0xff;
            List<ClusterKey> fitting = new ArrayList<>(byHint.get(hint));
            fitting.add(key);
            byHint.set(hint, List.copyOf(fitting));
        }
    }

    private static KeyId primary(KeyLattice lattice) {
        KeyEntry primary = lattice.primary();
        if (primary == null) {
            throw new IllegalStateException("a ring knows at least its own keys");
        }
        return new KeyId(primary.id());
    }

    /** Overwrites installed keys that were removed. Those of the key file may belong to other members of this process too. */
    private void forgetRemoved() {
        held.entrySet().removeIf(entry -> {
            byte[] bytes = entry.getValue().bytes();
            boolean gone = bytes != null && !lattice.lists(entry.getKey());
            if (gone && bytes != null) {
                Arrays.fill(bytes, (byte) 0);
                entry.getValue().key().clear();
            }
            return gone;
        });
    }
}
