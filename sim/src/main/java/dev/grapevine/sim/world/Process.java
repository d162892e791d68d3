package dev.grapevine.sim.world;

import java.util.ArrayDeque;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a program on a host: its input queue and its timer.
 *
 * <p>The order is that of an event loop over real sockets: input that is there is handled before a timer runs, and a timer
 * that is late runs once, with the time that it is. A process that hangs handles nothing; its kernel goes on buffering.
 */
public final class Process {

    /** A timer further ahead than this is looked at again then. */
    private static final long FAR = 3_600_000_000_000L;

    /** A program whose timer is due again so often at one instant would hang a real machine. */
    private static final int TICKS_AT_ONCE = 10_000;

    private final Host host;
    private final World world;
    private final ArrayDeque<Input> waiting = new ArrayDeque<>();
    private final SimPort port;
    private @Nullable Program program;
    private boolean running = true;
    private boolean hung;
    private boolean busy;
    private int datagramsWaiting;
    /** World time of the only timer that counts; others that are still queued find themselves stale. */
    private long wakeAt = Long.MAX_VALUE;
    /** Inputs to handle before the timer that fell due while they waited; -1 if none did. */
    private int beforeTick = -1;

    private long lastTick = -1;
    private int ticksAtOnce;

    Process(Host host) {
        this.host = host;
        this.world = host.world;
        this.port = new SimPort(this);
    }

    public Host host() {
        return host;
    }

    /** What it runs. */
    public Program program() {
        if (program == null) {
            throw new IllegalStateException("the process on " + host + " is just being started");
        }
        return program;
    }

    /** Whether it exists: it has neither been killed nor has its program ended. */
    public boolean running() {
        return running;
    }

    /** Whether it exists and is not stopped by a signal or a sleeping host. */
    public boolean responsive() {
        return running && !hung;
    }

    /** Stops handling anything (SIGSTOP). */
    public void hang() {
        hung = true;
    }

    /** Goes on after a hang: first with everything that arrived meanwhile, then with its timer. */
    public void resume() {
        if (!hung || !running) {
            return;
        }
        hung = false;
        if (host.serviceTime() > 0) {
            serveNextLater();
        } else {
            while (running && !waiting.isEmpty()) {
                step(takeWaiting());
            }
        }
        if (running) {
            wakeAt = Long.MAX_VALUE;
            reschedule();
        }
    }

    /** Has the program do something that its user asked for; queued like other input. */
    public void call(ObjLongConsumer<Program> action) {
        accept(new UserCall(action));
    }

    // ---- input

    void start(Launcher launcher) {
        program = launcher.launch(host, host.splitRandom(), port, host.monotonicNow());
        step(new UserCall(Program::start));
    }

    /**
     * Takes an input.
     *
     * @return whether it was handled or queued; false if there was no room
     */
    boolean accept(Input input) {
        if (!running) {
            return false;
        }
        if (!hung && !busy && waiting.isEmpty() && host.serviceTime() == 0) {
            step(input);
            return true;
        }
        if (input.datagram()) {
            if (datagramsWaiting >= world.options().receiveBuffer()) {
                return false;
            }
            datagramsWaiting++;
        }
        waiting.add(input);
        serveNextLater();
        return true;
    }

    /** Whether something from that stream waits unread: then a killed process's kernel resets it instead of ending it. */
    boolean unread(StreamEnd end) {
        for (Input input : waiting) {
            if (input instanceof StreamInput fromStream && fromStream.end == end) {
                return true;
            }
        }
        return false;
    }

    private Input takeWaiting() {
        Input input = waiting.remove();
        if (input.datagram()) {
            datagramsWaiting--;
        }
        return input;
    }

    private void serveNextLater() {
        if (!busy && !hung && !waiting.isEmpty()) {
            busy = true;
            world.schedule(world.now() + host.serviceTime(), new Served());
        }
    }

    /** The processor is done with the input that waited longest. */
    private final class Served extends Occurrence {
        @Override
        void happen() {
            busy = false;
            if (!running || hung) {
                return;
            }
            if (beforeTick > 0) {
                beforeTick--;
            }
            step(takeWaiting());
            if (beforeTick == 0 && running) {
                beforeTick = -1;
                tick();
            }
            serveNextLater();
        }
    }

    private void step(Input input) {
        world.stepping(this, input.sender());
        input.deliver(program(), host.monotonicNow(), port);
        afterStep();
    }

    private void tick() {
        ticksAtOnce = lastTick == world.now() ? ticksAtOnce + 1 : 0;
        lastTick = world.now();
        if (ticksAtOnce > TICKS_AT_ONCE) {
            throw new IllegalStateException("the timer of " + host + " does not get ahead of its clock");
        }
        world.stepping(this, null);
        program().tick(host.monotonicNow(), host.wallMillis());
        afterStep();
    }

    private void afterStep() {
        world.stepped(this);
        port.flushEvents();
        if (running && program().stopped()) {
            exit(true);
        } else {
            reschedule();
        }
    }

    // ---- timer

    void reschedule() {
        if (!running || hung || program == null) {
            return;
        }
        long wait = program.nextDeadline() - host.monotonicNow();
        long at = world.now() + (wait <= 0 ? 0 : host.clock.worldDelay(Math.min(wait, FAR)) + 1);
        if (at < wakeAt) {
            wakeAt = at;
            world.scheduleLate(at, new Wake(at));
        }
    }

    private final class Wake extends Occurrence {
        private final long at;

        Wake(long at) {
            this.at = at;
        }

        @Override
        void happen() {
            if (!running || hung || at != wakeAt) {
                return;
            }
            wakeAt = Long.MAX_VALUE;
            if (program().nextDeadline() - host.monotonicNow() > 0) {
                reschedule();
            } else if (waiting.isEmpty()) {
                tick();
            } else if (beforeTick < 0) {
                beforeTick = waiting.size();
            }
        }
    }

    // ---- end

    /**
     * Ends it.
     *
     * @param closing whether its kernel closes what it had open, or is gone as well
     */
    void exit(boolean closing) {
        if (!running) {
            return;
        }
        running = false;
        port.exit(closing);
        waiting.clear();
        host.exited();
        world.ended(this);
    }

    SimPort port() {
        return port;
    }

    @Override
    public String toString() {
        return "process on " + host;
    }
}
