package dev.grapevine.sim.attack;

import dev.grapevine.sim.operation.Attack;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.Program;
import org.jspecify.annotations.Nullable;

/** A program that carries out an attack. */
public interface Intruder extends Program {

    Attack attack();

    @Override
    default boolean observed() {
        return false;
    }

    /** The attack that a process carries out; null if it is no stranger's. */
    static @Nullable Attack attackOf(@Nullable Process process) {
        return process != null && process.program() instanceof Intruder intruder ? intruder.attack() : null;
    }
}
