package dev.grapevine.core.seal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that a member accepts, and the one that it seals with. */
public final class KeyRing {

    private final List<ClusterKey> held;

    /** @param held not empty; the first is the one to seal with */
    public KeyRing(List<ClusterKey> held) {
        if (held.isEmpty()) {
            throw new IllegalArgumentException("a keyring has at least one key");
        }
        this.held = new ArrayList<>(held);
    }

    /** The key to seal with. */
    ClusterKey sealing() {
        return held.get(0);
    }

    /** The ids of the accepted keys, the one to seal with first. */
    List<KeyId> ids() {
        return held.stream().map(ClusterKey::id).toList();
    }

    /** The accepted key of that id; null if there is none. */
    @Nullable ClusterKey key(KeyId id) {
        for (ClusterKey key : held) {
            if (key.id().equals(id)) {
                return key;
            }
        }
        return null;
    }

    /** The key for a stream whose opener has these: the one to seal with, if it is among them; null if there is none that both have. */
    @Nullable ClusterKey choose(List<KeyId> theirs) {
        for (ClusterKey key : held) {
            if (theirs.contains(key.id())) {
                return key;
            }
        }
        return null;
    }

    /** Whether datagrams and streams under this key are accepted. */
    boolean accepts(ClusterKey key) {
        return held.contains(key);
    }

    /** The accepted keys whose datagrams begin with this byte. */
    List<ClusterKey> hinted(byte hint) {
        List<ClusterKey> fitting = new ArrayList<>(1);
        for (ClusterKey key : held) {
            if (key.id().hint() == hint) {
                fitting.add(key);
            }
        }
        return fitting;
    }
}
