package dev.grapevine.sim;

import dev.grapevine.core.Peer;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.sim.attack.Strangers;
import dev.grapevine.sim.figures.Fault;
import dev.grapevine.sim.measure.Impairment;
import dev.grapevine.sim.measure.Recorder;
import dev.grapevine.sim.member.Members;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.member.SimulatedMember;
import dev.grapevine.sim.operation.Attack;
import dev.grapevine.sim.operation.KeyCommand;
import dev.grapevine.sim.operation.LinkChange;
import dev.grapevine.sim.operation.OperationTarget;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.HostSelector;
import dev.grapevine.sim.world.NameService;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.World;
import java.util.List;
import java.util.Set;
import java.util.function.ObjLongConsumer;

/** Carries out operations on the members and the network of a world, and tells the recorder what it does to them. */
final class SimulatedCluster implements OperationTarget {

    private final World world;
    private final Members members;
    private final MemberStarter starter;
    private final PendingChecks checks;
    private final Strangers strangers;
    private final Recorder recorder;
    private final KeyOperator operator;

    SimulatedCluster(World world, Members members, MemberStarter starter, PendingChecks checks, Recorder recorder) {
        this.world = world;
        this.members = members;
        this.starter = starter;
        this.checks = checks;
        this.strangers = new Strangers(world, members);
        this.recorder = recorder;
        this.operator = new KeyOperator(world);
    }

    private Host host(String name) {
        return members.get(name).host();
    }

    private void after(long delay, Runnable action) {
        world.at(world.now() + delay, action);
    }

    // ---- processes

    @Override
    public void start(ProcessOperation.Start start) {
        if (start.settled()) {
            starter.startSettled(start);
        } else {
            starter.start(start);
        }
    }

    @Override
    public void restart(ProcessOperation.Restart restart) {
        starter.restart(restart);
    }

    @Override
    public void crash(String name) {
        SimulatedMember member = members.get(name);
        member.remember();
        recorder.stops(member.host(), Fault.Kind.CRASH);
        member.host().crash();
    }

    @Override
    public void hang(String name) {
        Process process = host(name).process();
        if (process != null) {
            recorder.stops(process.host(), Fault.Kind.HANG);
            process.hang();
        }
    }

    @Override
    public void pause(String name, long duration) {
        Process process = host(name).process();
        if (process != null) {
            recorder.pauses(process.host());
            process.hang();
        }
        after(duration, () -> resume(name));
    }

    @Override
    public void resume(String name) {
        Process process = host(name).process();
        if (process != null) {
            recorder.resumes(process.host());
            process.resume();
        }
    }

    // ---- what their users ask of them

    private void call(String name, ObjLongConsumer<Peer> request) {
        Process process = host(name).process();
        if (process != null) {
            process.call((program, now) -> request.accept(PeerProgram.peerOf(process), now));
        }
    }

    @Override
    public void leave(String name) {
        SimulatedMember member = members.get(name);
        if (member.host().process() != null) {
            member.leaving();
            recorder.leaves(member.host());
            call(name, Peer::leave);
        }
    }

    @Override
    public void join(String name, List<String> seeds) {
        call(name, (peer, now) -> peer.commands().join(NameService.seeds(seeds), now));
    }

    @Override
    public void forget(String name, String gone) {
        call(name, (peer, now) -> {
            MemberRecord record = peer.questions().member(gone);
            if (record != null && !record.status().live()) {
                peer.commands().forget(gone, now);
            }
        });
    }

    @Override
    public void register(String name, ServiceInstance instance) {
        SimulatedMember member = members.get(name);
        call(name, (peer, now) -> {
            peer.commands().register(instance, now);
            member.registered(instance);
        });
    }

    @Override
    public void deregister(String name, String service) {
        SimulatedMember member = members.get(name);
        call(name, (peer, now) -> {
            peer.commands().deregister(service, service, now);
            member.deregistered(service);
        });
    }

    @Override
    public void encrypt(String name, EncryptionMode mode) {
        members.encrypt(name, mode);
    }

    @Override
    public void keys(String name, KeyCommand command) {
        SimulatedMember member = members.find(name);
        Process process = member == null ? null : member.host().process();
        if (process != null) {
            operator.perform(process, command);
        }
    }

    // ---- hosts

    @Override
    public void loseHost(String name) {
        SimulatedMember member = members.get(name);
        member.remember();
        recorder.stops(member.host(), Fault.Kind.HOST_LOSS);
        member.host().lose();
    }

    @Override
    public void suspend(String name, long duration) {
        Host host = host(name);
        recorder.pauses(host);
        host.sleep();
        after(duration, () -> wake(name));
    }

    private void wake(String name) {
        Host host = host(name);
        recorder.resumes(host);
        host.wake();
    }

    @Override
    public void slow(String name, long serviceTime) {
        Host host = host(name);
        recorder.impaired(host, Impairment.STARVATION, serviceTime > 0);
        host.setServiceTime(serviceTime);
    }

    @Override
    public void stepClock(String name, long millis) {
        host(name).stepClock(millis);
    }

    @Override
    public void skewClock(String name, int ppm) {
        host(name).skewClock(ppm);
    }

    @Override
    public void setInterfaceUp(String name, boolean up) {
        Host host = host(name);
        recorder.impaired(host, Impairment.INTERFACE, !up);
        host.setInterfaceUp(up);
    }

    @Override
    public void setDescriptorsFree(String name, boolean free) {
        host(name).setDescriptorsFree(free);
    }

    @Override
    public void takeAddresses(String name, String from) {
        host(name).takeAddresses(host(from));
    }

    @Override
    public void resetStreams(String name) {
        host(name).resetStreams();
    }

    // ---- strangers

    /** Strangers that will replay have listened from the beginning. */
    void eavesdrop() {
        strangers.eavesdrop();
    }

    @Override
    public void attack(Attack attack) {
        strangers.attack(attack);
    }

    // ---- the network

    @Override
    public void partition(List<Set<String>> groups) {
        recorder.partitioned();
        world.network().partition(groups);
    }

    @Override
    public void heal() {
        recorder.healed();
        world.network().heal();
    }

    @Override
    public void changeLinks(LinkChange change) {
        world.network().change(change.getClass().getSimpleName(), change.from(), change.to(), change::change);
        impairLinks(change.from(), change.to(), change.harms());
    }

    /** A few bad links do nothing to the members at their ends; a member all of whose links are bad is impaired. */
    private void impairLinks(HostSelector from, HostSelector to, boolean bad) {
        for (SimulatedMember member : members.all()) {
            boolean sends = !from.all() && from.matches(member.host()) && to.all();
            boolean receives = !to.all() && to.matches(member.host()) && from.all();
            if (sends || receives) {
                recorder.impaired(member.host(), Impairment.LINKS, bad);
            }
        }
    }

    // ---- the run

    @Override
    public void check(long within) {
        checks.begin(within);
    }
}
