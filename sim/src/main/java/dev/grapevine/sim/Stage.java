package dev.grapevine.sim;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.state.ServiceInstance;
import dev.grapevine.core.view.Address;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Roster;
import dev.grapevine.sim.figures.Burden;
import dev.grapevine.sim.figures.Fault;
import dev.grapevine.sim.figures.Recorder;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.Network;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.Selector;
import dev.grapevine.sim.world.World;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A scenario being played: the world, its members, and what operations do to them. An operation that finds nothing to do,
 * such as a crash of what does not run, does nothing; so any subset of a list of operations can be played.
 */
public final class Stage {

    private static final String CLUSTER = "sim";

    /** A member over all its lives. */
    static final class Member {
        final Host host;
        final MemberOperation.Start start;
        /** What its running process was told to register, by service. */
        final Map<String, ServiceInstance> registered = new TreeMap<>();

        private List<Address> remembered = List.of();
        private long generation;
        private boolean leaving;

        Member(Host host, MemberOperation.Start start) {
            this.host = host;
            this.start = start;
        }

        /** Whether its process runs and means to stay. */
        boolean running() {
            Process process = host.process();
            return process != null && !leaving;
        }

        /** Whether it runs and is not stopped by a signal or a sleeping host. */
        boolean responsive() {
            Process process = host.process();
            return process != null && !leaving && process.responsive();
        }

        /** The peer of the running process. */
        Peer peer() {
            Process process = host.process();
            if (process == null) {
                throw new IllegalStateException(host + " does not run");
            }
            return ((PeerProgram) process.program()).peer();
        }
    }

    private final World world;
    private final Scenario scenario;
    private final PeerFactory factory;
    private final Map<String, Member> members = new TreeMap<>();
    private final Checks checks;
    private final Invariants invariants;
    private final Recorder recorder;
    private @Nullable Settlement settlement;

    Stage(
            World world,
            Scenario scenario,
            PeerFactory factory,
            Checks checks,
            Invariants invariants,
            Recorder recorder) {
        this.world = world;
        this.scenario = scenario;
        this.factory = factory;
        this.checks = checks;
        this.invariants = invariants;
        this.recorder = recorder;
    }

    World world() {
        return world;
    }

    Scenario scenario() {
        return scenario;
    }

    /** All that were ever started, in order of name. */
    Collection<Member> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    Member member(String name) {
        Member member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException("member " + name + " was never started");
        }
        return member;
    }

    Host host(String name) {
        return member(name).host;
    }

    Network network() {
        return world.network();
    }

    // ---- what operations do

    void start(MemberOperation.Start start) {
        Member member = members.get(start.member());
        if (member == null) {
            member = new Member(world.addHost(start.member(), start.zone(), "lan", 1), start);
            members.put(start.member(), member);
        }
        if (member.host.process() == null) {
            launch(member, false);
        }
    }

    /** Starts a member in the midst of all others that start so. */
    void settle(MemberOperation.Start start) {
        Settlement all = settlement;
        if (all == null) {
            List<PeerConfig> configs = new ArrayList<>();
            for (MemberOperation.Start each : scenario.settled()) {
                Member member = new Member(world.addHost(each.member(), each.zone(), "lan", 1), each);
                members.put(each.member(), member);
                configs.add(config(member, false));
            }
            all = new Settlement(configs);
            settlement = all;
        }
        Member member = member(start.member());
        PeerConfig config = all.begin(start.member());
        if (config == null || member.host.process() != null) {
            return;
        }
        Roster roster = all.roster();
        Process process = launch(member, config, (random, port, now) -> {
            PeerProgram program = factory.create(config, random, port, now);
            program.peer().settle(roster, now);
            return program;
        });
        invariants.settled(process, roster.records());
        recorder.settled(process, roster.records());
    }

    void restart(MemberOperation.Restart restart) {
        Member member = member(restart.member());
        if (member.host.process() == null) {
            if (restart.moved()) {
                member.host.readdress();
            }
            launch(member, restart.blank());
        }
    }

    private void launch(Member member, boolean blank) {
        PeerConfig config = config(member, blank);
        launch(member, config, (random, port, now) -> factory.create(config, random, port, now));
    }

    /** Makes a member's program. */
    private interface Maker {
        PeerProgram make(RandomGenerator random, Port port, long now);
    }

    private Process launch(Member member, PeerConfig config, Maker maker) {
        member.registered.clear();
        member.leaving = false;
        member.host.setDiscovers(config.discover());
        Process process = member.host.start((where, random, port, now) -> maker.make(random, port, now));
        recorder.started(process);
        return process;
    }

    private PeerConfig config(Member member, boolean blank) {
        Host host = member.host;
        long generation = host.nextGeneration();
        if (!blank && Long.compareUnsigned(generation, member.generation) <= 0) {
            generation = member.generation + 1;
        }
        return new PeerConfig(
                host.name(),
                generation,
                CLUSTER,
                host.addresses(),
                host.zone(),
                seeds(member.start.seeds()),
                blank ? List.of() : member.remembered,
                member.start.discover(),
                1,
                scenario.settings());
    }

    /** Seeds that stand for members, by their names. */
    static List<String> seeds(List<String> names) {
        return names.stream().map(name -> name + ":" + Host.PORT).toList();
    }

    /** Before a process ends: what a data folder would hold of it. */
    private void remember(Member member) {
        if (member.host.process() == null) {
            return;
        }
        Peer peer = member.peer();
        member.generation = peer.self().generation();
        List<Address> remembered = new ArrayList<>();
        for (MemberRecord record : peer.members()) {
            if (record.status().live() && !record.name().equals(member.host.name())) {
                remembered.addAll(record.addresses());
            }
        }
        member.remembered = List.copyOf(remembered);
    }

    void crash(String name) {
        Member member = member(name);
        remember(member);
        recorder.stops(member.host, Fault.Kind.CRASH);
        member.host.crash();
    }

    void lose(String name) {
        Member member = member(name);
        remember(member);
        recorder.stops(member.host, Fault.Kind.HOST_LOSS);
        member.host.lose();
    }

    void hang(String name) {
        Process process = host(name).process();
        if (process != null) {
            recorder.stops(process.host(), Fault.Kind.HANG);
            process.hang();
        }
    }

    void pause(String name) {
        Process process = host(name).process();
        if (process != null) {
            recorder.pauses(process.host());
            process.hang();
        }
    }

    void resume(String name) {
        Process process = host(name).process();
        if (process != null) {
            recorder.resumes(process.host());
            process.resume();
        }
    }

    void suspend(String name) {
        Host host = host(name);
        recorder.pauses(host);
        host.sleep();
    }

    void awake(String name) {
        Host host = host(name);
        recorder.resumes(host);
        host.awake();
    }

    void slow(String name, long serviceTime) {
        Host host = host(name);
        recorder.burdened(host, Burden.STARVATION, serviceTime > 0);
        host.setServiceTime(serviceTime);
    }

    void setInterfaceUp(String name, boolean up) {
        Host host = host(name);
        recorder.burdened(host, Burden.INTERFACE, !up);
        host.setInterfaceUp(up);
    }

    void leave(String name) {
        Member member = member(name);
        if (member.host.process() != null) {
            remember(member);
            member.leaving = true;
            recorder.leaves(member.host);
            call(name, Peer::leave);
        }
    }

    void register(String name, ServiceInstance instance) {
        Member member = member(name);
        call(name, (peer, now) -> {
            peer.register(instance, now);
            member.registered.put(instance.service(), instance);
        });
    }

    void deregister(String name, String service) {
        Member member = member(name);
        call(name, (peer, now) -> {
            peer.deregister(service, service, now);
            member.registered.remove(service);
        });
    }

    /** Has the member's user ask something of its peer, if it runs. */
    void call(String name, ObjLongConsumer<Peer> action) {
        Process process = host(name).process();
        if (process != null) {
            process.call((program, now) -> action.accept(((PeerProgram) program).peer(), now));
        }
    }

    // ---- what operations do to the network

    void partition(List<Set<String>> groups) {
        recorder.partitioned();
        world.network().partition(groups);
    }

    void heal() {
        recorder.healed();
        world.network().heal();
    }

    /**
     * The links from some to others are bad from now on, or good again. One link more or less does nothing to its ends; all
     * of a member's links are its burden.
     */
    void burdenLinks(Selector from, Selector to, boolean bad) {
        for (Member member : members.values()) {
            boolean sends = !from.all() && from.matches(member.host) && !to.names();
            boolean receives = !to.all() && to.matches(member.host) && !from.names();
            if (sends || receives) {
                recorder.burdened(member.host, Burden.LINKS, bad);
            }
        }
    }

    void later(long delay, Runnable action) {
        world.at(world.now() + delay, action);
    }

    void check(long within) {
        checks.begin(this, within);
    }
}
