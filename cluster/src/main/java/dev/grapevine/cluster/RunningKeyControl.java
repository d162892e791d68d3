package dev.grapevine.cluster;

import dev.grapevine.core.Peer;
import dev.grapevine.core.keys.KeyCommands;
import dev.grapevine.model.ClusterKeyInfo;
import dev.grapevine.model.KeyRefusedException;
import dev.grapevine.model.KeyRotation;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a running member: moves each call into the loop, and the result back. */
final class RunningKeyControl implements KeyControl {

    private final Peer peer;
    private final LoopAccess access;

    RunningKeyControl(Peer peer, LoopAccess access) {
        this.peer = peer;
        this.access = access;
    }

    @Override
    public List<ClusterKeyInfo> list() {
        KeyCommands commands = peer.keys();
        return commands == null ? List.of() : access.ask(commands::list);
    }

    @Override
    public String install(byte[] key) {
        KeyCommands commands = commands();
        byte[] copy = Arguments.notNull(key, "key").clone();
        try {
            return access.command(() -> commands.install(copy, System.nanoTime()));
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    @Override
    public void use(String id, boolean force) {
        KeyCommands commands = commands();
        Arguments.notNull(id, "id");
        access.command(() -> commands.use(id, force, System.nanoTime()));
    }

    @Override
    public void remove(String id, boolean force) {
        KeyCommands commands = commands();
        Arguments.notNull(id, "id");
        access.command(() -> commands.remove(id, force, System.nanoTime()));
    }

    @Override
    public KeyRotation rotate(@Nullable String to, boolean force) {
        KeyCommands commands = commands();
        return access.command(() -> commands.rotate(to, force, System.nanoTime()));
    }

    private KeyCommands commands() {
        KeyCommands commands = peer.keys();
        if (commands == null) {
            throw new KeyRefusedException("this member has no key; give it one with a key file, and start it again");
        }
        return commands;
    }
}
