package dev.grapevine.cluster;

import dev.grapevine.cluster.data.DataFolder;
import dev.grapevine.cluster.data.KeptKeys;
import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.core.keys.KeyCommands;
import dev.grapevine.core.seal.KeyRing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;

/** Keeps the keyring of a member in its data folder: each change is written, and told when it is on disk. Used by the loop's thread only. */
final class KeyRingKeeper {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private final DataFolder folder;
    private final KeyRing ring;
    private final KeyCommands commands;
    private final EventLoop loop;
    private long changes;

    KeyRingKeeper(DataFolder folder, KeyRing ring, KeyCommands commands, EventLoop loop) {
        this.folder = folder;
        this.ring = ring;
        this.commands = commands;
        this.loop = loop;
    }

    /** Writes the ring now, and after each change. */
    void begin() {
        ring.follow(this::save);
        save();
    }

    private void save() {
        long change = ++changes;
        folder.saveKeys(new KeptKeys(ring.entries(), ring.installed()), () -> saved(change));
    }

    private void saved(long change) {
        try {
            loop.execute(() -> {
                if (change == changes) {
                    commands.onDisk(true, System.nanoTime());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the keyring was written after the member had stopped");
        }
    }
}
