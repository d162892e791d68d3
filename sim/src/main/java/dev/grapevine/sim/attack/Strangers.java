package dev.grapevine.sim.attack;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.sim.member.Members;
import dev.grapevine.sim.member.Sealings;
import dev.grapevine.sim.member.SimulatedMember;
import dev.grapevine.sim.operation.Attack;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.World;
import java.util.ArrayList;
import java.util.List;

/** The strangers of a run. Each attack comes from a host of its own. */
public final class Strangers {

    private final World world;
    private final Members members;
    private final Eavesdropper eavesdropper;
    private int count;

    public Strangers(World world, Members members) {
        this.world = world;
        this.members = members;
        this.eavesdropper = new Eavesdropper(world);
    }

    /** From now on, they listen on the network. */
    public void eavesdrop() {
        world.tap(eavesdropper);
    }

    /** Starts a stranger; if the victim does not run, there is nothing to attack. */
    public void attack(Attack attack) {
        SimulatedMember victim = members.find(attack.member());
        if (victim == null || !victim.running()) {
            return;
        }
        List<MemberRecord> records = new ArrayList<>();
        for (SimulatedMember member : members.all()) {
            if (member.running()) {
                records.add(member.peer().self());
            }
        }
        Target target =
                new Target(SimulatedMember.CLUSTER, 192 << 24, victim.peer().self(), records);
        Host host = world.addHost("stranger-" + ++count);
        host.start((at, random, port, now) -> {
            if (attack.kind() == Attack.Kind.REPLAYS) {
                return new Replayer(
                        attack, eavesdropper, target.victim().addresses().get(0), at, port);
            }
            Sealings sealings = members.sealings();
            if (sealings != null) {
                sealings.stranger(at, random, port, now);
            }
            return new Stranger(attack, target, at.addresses().get(0), random, port);
        });
    }
}
