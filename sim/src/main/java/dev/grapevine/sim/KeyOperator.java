package dev.grapevine.sim;

import dev.grapevine.core.keys.KeyCommands;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.KeyAccess;
import dev.grapevine.model.ClusterKeyInfo;
import dev.grapevine.model.KeyRefusedException;
import dev.grapevine.model.KeyRotation;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.member.SealedWire;
import dev.grapevine.sim.member.Sealings;
import dev.grapevine.sim.operation.KeyCommand;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the keys of a sealed cluster by way of its members, as an operator does. Nothing is forced. */
final class KeyOperator {

    /** Between two steps of a rotation. */
    private static final long PAUSE_NANOS = 500_000_000L;

    private final World world;

    KeyOperator(World world) {
        this.world = world;
    }

    void perform(Process process, KeyCommand command) {
        if (command == KeyCommand.ROTATE) {
            rotate(process, null);
        } else {
            process.call((program, now) -> {
                KeyCommands keys = PeerProgram.peerOf(process).keys();
                if (keys != null) {
                    once(process, keys, command, now);
                }
            });
        }
    }

    private static void once(Process process, KeyCommands keys, KeyCommand command, long now) {
        try {
            switch (command) {
                case INSTALL -> install(process, keys, now);
                case USE -> use(keys, now);
                case REMOVE -> remove(keys, now);
                case ROTATE -> {}
            }
        } catch (KeyRefusedException refused) {
            // nothing has changed
        }
    }

    private static void install(Process process, KeyCommands keys, long now) {
        SealedWire wire = Sealings.of(process);
        KeyAccess access = wire == null ? null : wire.sealing().keys();
        if (access != null) {
            byte[] key = new byte[ClusterKey.LENGTH];
            access.cryptography().random(key);
            keys.install(key, now);
        }
    }

    private static void use(KeyCommands keys, long now) {
        for (ClusterKeyInfo key : keys.list()) {
            if (key.turn() == 0 && key.held() && !key.removed()) {
                keys.use(key.id(), false, now);
                return;
            }
        }
    }

    private static void remove(KeyCommands keys, long now) {
        List<ClusterKeyInfo> lowestFirst = new ArrayList<>(keys.list());
        Collections.reverse(lowestFirst);
        for (ClusterKeyInfo key : lowestFirst) {
            if (key.turn() > 0 && !key.primary() && !key.removed()) {
                keys.remove(key.id(), false, now);
                return;
            }
        }
    }

    /** @param to the key that the step before returned; null before the first */
    private void rotate(Process process, @Nullable String to) {
        process.call((program, now) -> {
            KeyCommands keys = PeerProgram.peerOf(process).keys();
            if (keys == null) {
                return;
            }
            String next = to;
            try {
                KeyRotation rotation = keys.rotate(to, false, now);
                if (rotation.step() == KeyRotation.Step.DONE) {
                    return;
                }
                next = rotation.id();
            } catch (KeyRefusedException refused) {
                if (to != null) {
                    return; // another change has overtaken this one
                }
            }
            String continued = next;
            world.at(world.now() + PAUSE_NANOS, () -> rotate(process, continued));
        });
    }
}
