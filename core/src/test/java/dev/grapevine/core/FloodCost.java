package dev.grapevine.core;

import java.util.function.IntConsumer;

/** Has a peer suffer some amount of a flood, and the three seconds after it. Loaded by a {@link StepCountingLoader}. */
public final class FloodCost implements IntConsumer {

    private static final long AFTERWARDS_MILLIS = 3_000;

    private final Flood flood;

    public FloodCost(String flood) {
        this.flood = Flood.valueOf(flood);
    }

    @Override
    public void accept(int amount) {
        PeerBench bench = new PeerBench().know(5).pass(2_000).forget();
        flood.accept(bench, amount);
        bench.pass(AFTERWARDS_MILLIS);
    }
}
