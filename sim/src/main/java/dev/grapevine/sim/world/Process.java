package dev.grapevine.sim.world;

import java.util.ArrayDeque;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One process on a host: its program, its input queue and its timer.
 *
 * <p>The order is that of an event loop over real sockets: input that has arrived is handled before a timer runs, and a timer
 * that is late runs once, at the time that it is then. A process that hangs handles nothing, while its kernel goes on
 * buffering.
 */
public final class Process {

    /** A timer further ahead than this is set in several steps. */
    private static final long LONGEST_WAIT_NANOS = 3_600_000_000_000L;

    /** A program whose timer is due this often at one instant would keep a real machine busy for ever. */
    private static final int MOST_TICKS_AT_ONCE = 10_000;

    private final Host host;
    private final World world;
    private final ArrayDeque<Input> waiting = new ArrayDeque<>();
    private final SimPort port;
    private @Nullable Program program;
    private boolean running = true;
    private boolean hung;
    private boolean busy;
    private int datagramsWaiting;
    /** World time of the timer that counts; others that are still queued are stale. */
    private long wakeAt = Long.MAX_VALUE;
    /** Inputs to handle before the timer, which fell due while they waited; -1 if it did not. */
    private int inputsBeforeTick = -1;

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

    /** The program that it runs. */
    public Program program() {
        if (program == null) {
            throw new IllegalStateException("the process on " + host + " is still being started");
        }
        return program;
    }

    /** How its messages are sealed. */
    public Wire wire() {
        return port.wire();
    }

    /** Whether observers watch what it does. */
    boolean observed() {
        return program == null || program.observed();
    }

    /** Whether it exists: it was not killed, and its program has not ended. */
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

    /** Continues after a hang: first with everything that arrived meanwhile, then with its timer. */
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

    /** Has the program do what its user asks for; queued like other input. */
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

    /** Whether data of that stream waits unread. The kernel of a killed process then resets the stream instead of closing it. */
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

    /** The processor is ready for the input that waited longest. */
    private final class Served extends Occurrence {
        @Override
        void happen() {
            busy = false;
            if (!running || hung) {
                return;
            }
            if (inputsBeforeTick > 0) {
                inputsBeforeTick--;
            }
            step(takeWaiting());
            if (inputsBeforeTick == 0 && running) {
                inputsBeforeTick = -1;
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
        if (ticksAtOnce > MOST_TICKS_AT_ONCE) {
            throw new IllegalStateException("the timer of " + host + " is due again and again at the same time");
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
        long at = world.now() + (wait <= 0 ? 0 : host.clock.worldDelay(Math.min(wait, LONGEST_WAIT_NANOS)) + 1);
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
            } else if (inputsBeforeTick < 0) {
                inputsBeforeTick = waiting.size();
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
