package dev.grapevine.fuzz;

import dev.grapevine.core.wire.Seal;
import dev.grapevine.core.wire.SealContext;

/** Adds nothing and checks nothing, so that the fuzzer gets past it. */
final class NoSeal implements Seal {

    @Override
    public int header() {
        return 0;
    }

    @Override
    public int trailer() {
        return 0;
    }

    @Override
    public void seal(SealContext context, byte[] buffer, int start, int length) {}

    @Override
    public Opened open(SealContext context, byte[] buffer, int start, int length) {
        return new Body(buffer, start, length);
    }
}
