package dev.grapevine.core;

import java.net.DatagramSocket;
import java.net.SocketException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Classes that do what the protocol must not do, so that the rules against it are seen to bite. */
final class Offenders {

    private Offenders() {}

    static final class Innocent {
        private static final int LIMIT = 3;

        int roll(RandomGenerator given, long now) {
            return given.nextInt(LIMIT) + Long.signum(now);
        }
    }

    static final class OpensSocket {
        DatagramSocket open() throws SocketException {
            return new DatagramSocket();
        }
    }

    static final class OwnsExecutor {
        void later(Executor executor, Runnable task) {
            executor.execute(task);
        }
    }

    static final class StartsThread {
        void start(Runnable task) {
            new Thread(task).start();
        }
    }

    static final class Logs {
        System.Logger logger() {
            return System.getLogger("core");
        }
    }

    static final class Prints {
        void print() {
            System.err.println();
        }
    }

    static final class ReadsMonotonicClock {
        long now() {
            return System.nanoTime();
        }
    }

    static final class RefersToClock {
        LongSupplier clock() {
            return System::currentTimeMillis;
        }
    }

    static final class ReadsWallClock {
        Instant now() {
            return Instant.now();
        }
    }

    static final class RollsDice {
        double roll() {
            return Math.random();
        }
    }

    static final class MakesDice {
        RandomGenerator dice() {
            return new Random();
        }
    }

    static final class Shuffles {
        void shuffle(List<String> names) {
            Collections.shuffle(names);
        }
    }

    static final class StreamsInParallel {
        long count(List<String> names) {
            return names.parallelStream().count();
        }
    }

    static final class KeepsStaticState {
        static int count;
    }
}
