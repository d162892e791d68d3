package dev.grapevine.sim.world;

import java.util.function.ObjLongConsumer;

/** A request of the program's user. */
final class UserCall extends Input {

    private final ObjLongConsumer<Program> action;

    UserCall(ObjLongConsumer<Program> action) {
        this.action = action;
    }

    @Override
    void happen() {
        throw new IllegalStateException("a call is handed over, never scheduled");
    }

    @Override
    void deliver(Program program, long now, SimPort port) {
        action.accept(program, now);
    }
}
