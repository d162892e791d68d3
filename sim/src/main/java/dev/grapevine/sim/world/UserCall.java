package dev.grapevine.sim.world;

import java.util.function.ObjLongConsumer;

/** Something that the user of a program asks of it. */
final class UserCall extends Input {

    private final ObjLongConsumer<Program> action;

    UserCall(ObjLongConsumer<Program> action) {
        this.action = action;
    }

    @Override
    void happen() {
        throw new IllegalStateException("a call is handed over, not scheduled");
    }

    @Override
    void deliver(Program program, long now, SimPort port) {
        action.accept(program, now);
    }
}
