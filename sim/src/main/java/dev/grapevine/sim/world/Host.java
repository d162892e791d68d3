package dev.grapevine.sim.world;

import dev.grapevine.core.view.Hashes;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A machine: its addresses, clocks and kernel, and at most one process. What a kernel does by itself (accepting streams,
 * buffering, answering "refused") goes on while the process hangs.
 */
public final class Host {

    /** The port that every process listens on. */
    public static final int PORT = 7_700;

    private static final int EPHEMERAL_FIRST = 32_768;
    private static final int EPHEMERAL_COUNT = 28_232;

    final World world;
    final HostClock clock;
    /** Its own, so that what a host draws does not depend on which other hosts there are. */
    private final SplittableRandom random;

    final NetworkTraffic traffic = new NetworkTraffic();
    private final Map<Integer, DatagramChannel> datagramChannels = new HashMap<>();
    private final int index;
    private final String name;
    private final String zone;
    private final String segment;
    private List<Address> addresses;
    private int ephemeral;
    private boolean up = true;
    private boolean interfaceUp = true;
    private boolean descriptorsFree = true;
    private boolean discovers;
    private long serviceTime;
    private long asleepSince = -1;
    private @Nullable Process process;

    Host(World world, int index, String name, String zone, String segment, int addressCount) {
        this.world = world;
        this.index = index;
        this.name = name;
        this.zone = zone;
        this.segment = segment;
        this.random = new SplittableRandom(Hashes.mix(world.seed() ^ Hashes.name(name)));
        this.clock = world.options().skewedClocks() ? drawClock() : new HostClock(random.nextLong(), 0, 0);
        this.addresses = world.network().allocate(this, addressCount);
    }

    private HostClock drawClock() {
        // one host in eight overflows within the first minute
        long base = random.nextInt(8) == 0 ? Long.MAX_VALUE - random.nextLong(60_000_000_000L) : random.nextLong();
        return new HostClock(base, random.nextInt(-100, 101), random.nextLong(-500, 501));
    }

    /** Number of the host in the world, from 0 in order of adding. */
    public int index() {
        return index;
    }

    public String name() {
        return name;
    }

    public String zone() {
        return zone;
    }

    /** Name of the local segment, within which broadcasts are heard. */
    public String segment() {
        return segment;
    }

    /** Its addresses now, with the port that processes listen on. */
    public List<Address> addresses() {
        return addresses;
    }

    public NetworkTraffic traffic() {
        return traffic;
    }

    /** The process that runs here, hung or not; null if there is none. */
    public @Nullable Process process() {
        return process;
    }

    /** The time of the world, which no program sees: nanoseconds since its beginning. */
    public long worldNow() {
        return world.now();
    }

    public long monotonicNow() {
        return clock.monotonic(world.now());
    }

    public long wallMillis() {
        return clock.wallMillis(world.now());
    }

    /** A generation for a process that starts now: wall clock in ms, shifted left by 16, and 16 random bits. */
    public long nextGeneration() {
        return wallMillis() << 16 | random.nextInt(1 << 16);
    }

    // ---- what happens to it

    /** Starts a process; a host that was lost is up again. */
    public Process start(Launcher launcher) {
        if (process != null) {
            throw new IllegalStateException("a process runs on " + name + " already");
        }
        up = true;
        Process started = new Process(this);
        process = started;
        started.start(launcher);
        return started;
    }

    /** The process is killed; the kernel closes its streams. */
    public void crash() {
        if (process != null) {
            process.exit(true);
        }
    }

    /** The machine vanishes; nothing comes back from it. */
    public void lose() {
        if (process != null) {
            process.exit(false);
        }
        up = false;
    }

    /** The machine sleeps: its network is down, its monotonic clock stands still, its wall clock goes on. */
    public void sleep() {
        if (asleepSince < 0) {
            asleepSince = world.now();
            clock.sleep(asleepSince);
            if (process != null) {
                process.hang();
            }
        }
    }

    /** Wakes up from sleep. */
    public void wake() {
        if (asleepSince >= 0) {
            asleepSince = -1;
            clock.wake(world.now());
            if (process != null) {
                process.resume();
            }
        }
    }

    /** Replaces its addresses by fresh ones; packets to the old ones are lost. */
    public void readdress() {
        addresses = world.network().readdress(this);
    }

    /** While the interface is down, everything that its process tries to send fails locally. */
    public void setInterfaceUp(boolean changed) {
        interfaceUp = changed;
    }

    /** Without free descriptors, everything that its process tries to open fails locally; what is open stays so. */
    public void setDescriptorsFree(boolean changed) {
        descriptorsFree = changed;
    }

    /** From now on, packets to the addresses of another host arrive here, and are answered from these addresses. */
    public void takeAddresses(Host other) {
        addresses = world.network().reroute(other.addresses, this);
    }

    /** A middlebox resets every open stream, at both ends. */
    public void resetStreams() {
        if (process != null) {
            process.port().streams().forEach(StreamEnd::resetBothEnds);
        }
    }

    /** How long its processor takes for one input, in nanoseconds. */
    public void setServiceTime(long nanos) {
        serviceTime = nanos;
    }

    /** Whether its process listens for broadcasts on the segment. */
    public void setDiscovers(boolean changed) {
        discovers = changed;
    }

    /** Sets its wall clock forward, or back. */
    public void stepClock(long millis) {
        clock.stepWall(millis);
    }

    /** From now on, its monotonic clock runs fast by so many parts per million; slow if negative. */
    public void skewClock(int ppm) {
        clock.skew(world.now(), ppm);
        if (process != null) {
            process.reschedule();
        }
    }

    // ---- what the world asks

    SplittableRandom splitRandom() {
        return random.split();
    }

    boolean reachable() {
        return up && asleepSince < 0 && interfaceUp;
    }

    boolean interfaceUp() {
        return interfaceUp;
    }

    /** Whether a socket can be opened here at all. */
    boolean opens() {
        return interfaceUp && descriptorsFree;
    }

    boolean discovers() {
        return discovers;
    }

    long serviceTime() {
        return serviceTime;
    }

    boolean owns(Address address) {
        for (Address own : addresses) {
            if (own.sameHost(address)) {
                return true;
            }
        }
        return false;
    }

    void exited() {
        process = null;
        datagramChannels.clear();
    }

    Address ephemeralAddress() {
        Address own = addresses.get(0);
        int port;
        do {
            port = EPHEMERAL_FIRST + ephemeral;
            ephemeral = (ephemeral + 1) % EPHEMERAL_COUNT;
        } while (datagramChannels.containsKey(port));
        return new Address(own.high(), own.low(), port);
    }

    void bind(DatagramChannel channel) {
        datagramChannels.put(channel.local.port(), channel);
    }

    void unbind(DatagramChannel channel) {
        datagramChannels.remove(channel.local.port(), channel);
    }

    @Nullable DatagramChannel datagramChannel(int port) {
        return datagramChannels.get(port);
    }

    static List<Address> withPort(List<Address> hosts, int port) {
        List<Address> changed = new ArrayList<>(hosts.size());
        hosts.forEach(host -> changed.add(new Address(host.high(), host.low(), port)));
        return changed;
    }

    @Override
    public String toString() {
        return name;
    }
}
