package dev.grapevine.sim;

import dev.grapevine.core.Peer;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.sim.figures.Burden;
import dev.grapevine.sim.figures.Fault;
import dev.grapevine.sim.figures.Recorder;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.Network;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.Selector;
import dev.grapevine.sim.world.World;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.ObjLongConsumer;

/**
 * A scenario being played: the world, its members, and what operations do to them. An operation that finds nothing to do,
 * such as a crash of what does not run, does nothing; so any subset of a list of operations can be played.
 */
public final class Stage {

    private final World world;
    private final Scenario scenario;
    private final Starter starter;
    private final PendingChecks checks;
    private final Recorder recorder;

    Stage(
            World world,
            Scenario scenario,
            PeerFactory factory,
            PendingChecks checks,
            Invariants invariants,
            Recorder recorder) {
        this.world = world;
        this.scenario = scenario;
        this.starter = new Starter(world, scenario, factory, invariants, recorder);
        this.checks = checks;
        this.recorder = recorder;
    }

    World world() {
        return world;
    }

    Scenario scenario() {
        return scenario;
    }

    /** All that were ever started, in order of name. */
    Collection<ScenarioMember> members() {
        return starter.members();
    }

    /** @throws IllegalArgumentException if it was never started */
    ScenarioMember member(String name) {
        return starter.member(name);
    }

    Host host(String name) {
        return member(name).host;
    }

    Network network() {
        return world.network();
    }

    // ---- what operations do

    void start(MemberOperation.Start start) {
        starter.start(start);
    }

    void settle(MemberOperation.Start start) {
        starter.settle(start);
    }

    void restart(MemberOperation.Restart restart) {
        starter.restart(restart);
    }

    /** Seeds that stand for members, by their names. */
    static List<String> seeds(List<String> names) {
        return names.stream().map(name -> name + ":" + Host.PORT).toList();
    }

    void crash(String name) {
        ScenarioMember member = member(name);
        member.remember();
        recorder.stops(member.host, Fault.Kind.CRASH);
        member.host.crash();
    }

    void lose(String name) {
        ScenarioMember member = member(name);
        member.remember();
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
        ScenarioMember member = member(name);
        if (member.host.process() != null) {
            member.remember();
            member.leaves();
            recorder.leaves(member.host);
            call(name, Peer::leave);
        }
    }

    void register(String name, ServiceInstance instance) {
        ScenarioMember member = member(name);
        call(name, (peer, now) -> {
            peer.register(instance, now);
            member.registered.put(instance.service(), instance);
        });
    }

    void deregister(String name, String service) {
        ScenarioMember member = member(name);
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
     * The links from some to others are bad from now on, or good again. Some links more or less do nothing to their ends; all
     * of a member's links are its burden.
     */
    void burdenLinks(Selector from, Selector to, boolean bad) {
        for (ScenarioMember member : members()) {
            boolean sends = !from.all() && from.matches(member.host) && to.all();
            boolean receives = !to.all() && to.matches(member.host) && from.all();
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
