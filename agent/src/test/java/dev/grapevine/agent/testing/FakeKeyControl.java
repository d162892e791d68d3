package dev.grapevine.agent.testing;

import dev.grapevine.cluster.ClusterKeys;
import dev.grapevine.cluster.KeyControl;
import dev.grapevine.model.ClusterKeyInfo;
import dev.grapevine.model.KeyRefusedException;
import dev.grapevine.model.KeyRotation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a cluster of one, in memory; writes down what is asked. */
public final class FakeKeyControl implements KeyControl {

    private final List<ClusterKeyInfo> keys = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private int rotationSteps;

    /** The commands, in their order. */
    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    /** Adds a key that is neither used nor removed. */
    public synchronized void add(String id, long turn, boolean primary) {
        keys.add(new ClusterKeyInfo(
                id,
                turn,
                primary,
                false,
                true,
                false,
                List.of("node1"),
                List.of(),
                primary ? List.of("node1") : List.of()));
    }

    @Override
    public synchronized List<ClusterKeyInfo> list() {
        return List.copyOf(keys);
    }

    @Override
    public synchronized String install(byte[] key) {
        String id = ClusterKeys.id(key);
        asked.add("install " + id);
        return id;
    }

    @Override
    public synchronized void use(String id, boolean force) {
        known(id);
        asked.add("use " + id + (force ? " forced" : ""));
    }

    @Override
    public synchronized void remove(String id, boolean force) {
        known(id);
        asked.add("remove " + id + (force ? " forced" : ""));
    }

    private void known(String id) {
        if (id.length() != 16) {
            throw new IllegalArgumentException("a key id has 16 hexadecimal digits");
        }
        if (keys.stream().noneMatch(key -> key.id().equals(id))) {
            throw new KeyRefusedException("key " + id + " is not installed; install a new one first");
        }
    }

    /** Waits once, and is done with the third step. */
    @Override
    public synchronized KeyRotation rotate(@Nullable String to, boolean force) {
        asked.add("rotate " + to + (force ? " forced" : ""));
        return switch (rotationSteps++) {
            case 0 -> new KeyRotation("0123456789abcdef", KeyRotation.Step.INSTALLING, List.of("node2"));
            case 1 -> new KeyRotation("0123456789abcdef", KeyRotation.Step.USING, List.of());
            default -> new KeyRotation("0123456789abcdef", KeyRotation.Step.DONE, List.of());
        };
    }
}
