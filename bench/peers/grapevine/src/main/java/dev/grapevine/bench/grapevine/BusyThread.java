package dev.grapevine.bench.grapevine;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.Service;
import dev.grapevine.model.Instance;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A thread that never rests. It reads one member after another, or only computes: the difference between the two is what
 * reads cost the members, apart from the processor that any busy thread takes from them.
 */
final class BusyThread {

    private final List<Cluster> read = new CopyOnWriteArrayList<>();

    /** Keeps the compiler from leaving out what is read or computed. */
    volatile long result;

    private BusyThread() {}

    /** @param work {@code none}, {@code reads} or {@code computes} */
    static BusyThread start(String work) {
        BusyThread busy = new BusyThread();
        Runnable task = switch (work) {
            case "none" -> () -> {};
            case "reads" -> busy::readForEver;
            case "computes" -> busy::computeForEver;
            default -> throw new IllegalArgumentException("--busy must be none, reads or computes, not " + work);
        };
        Thread thread = new Thread(task, "busy");
        thread.setDaemon(true);
        thread.start();
        return busy;
    }

    /** Reads this member too, from now on. */
    void add(Cluster member) {
        read.add(member);
    }

    private void readForEver() {
        long seen = 0;
        while (true) {
            for (Cluster member : read) {
                Service service = member.service(GrapevinePeer.SERVICE);
                seen += member.members().size()
                        + service.instances().size()
                        + service.pick().map(Instance::port).orElse(0);
            }
            result = seen;
        }
    }

    private void computeForEver() {
        long number = 1;
        while (true) {
            number = number * 6_364_136_223_846_793_005L + 1;
            result = number;
        }
    }
}
