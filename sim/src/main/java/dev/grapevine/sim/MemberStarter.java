package dev.grapevine.sim;

import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.PeerStrategies;
import dev.grapevine.sim.invariant.Invariants;
import dev.grapevine.sim.measure.Recorder;
import dev.grapevine.sim.member.Members;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.member.Sealings;
import dev.grapevine.sim.member.SimulatedMember;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts the processes of members: for the first time, again, or settled among each other. */
final class MemberStarter {

    private final Scenario scenario;
    private final PeerFactory factory;
    private final Members members;
    private final Invariants invariants;
    private final Recorder recorder;
    private @Nullable SettledMembers settledMembers;

    MemberStarter(Scenario scenario, PeerFactory factory, Members members, Invariants invariants, Recorder recorder) {
        this.scenario = scenario;
        this.factory = factory;
        this.members = members;
        this.invariants = invariants;
        this.recorder = recorder;
    }

    void start(ProcessOperation.Start start) {
        SimulatedMember known = members.find(start.member());
        SimulatedMember member = known == null ? members.add(start) : known;
        if (member.host().process() == null) {
            launch(member, false);
        }
    }

    void restart(ProcessOperation.Restart restart) {
        SimulatedMember member = members.get(restart.member());
        if (member.host().process() == null) {
            if (restart.moved()) {
                member.host().readdress();
            }
            launch(member, restart.blank());
        }
    }

    /** Starts a member with all others that start settled in its view. */
    void startSettled(ProcessOperation.Start start) {
        SettledMembers settled = settledMembers();
        SimulatedMember member = members.get(start.member());
        PeerConfig config = settled.take(start.member());
        if (config == null || member.host().process() != null) {
            return;
        }
        Process process =
                launch(member, config, scenario.mechanisms().strategies().withInitialView(settled));
        invariants.settled(process, settled.records());
        recorder.settled(process, settled.records());
    }

    private SettledMembers settledMembers() {
        SettledMembers known = settledMembers;
        if (known == null) {
            List<PeerConfig> configs = new ArrayList<>();
            scenario.settled().forEach(start -> configs.add(members.add(start).config(scenario.settings(), false)));
            known = new SettledMembers(configs);
            settledMembers = known;
        }
        return known;
    }

    private void launch(SimulatedMember member, boolean blank) {
        launch(
                member,
                member.config(scenario.settings(), blank),
                scenario.mechanisms().strategies());
    }

    private Process launch(SimulatedMember member, PeerConfig config, PeerStrategies strategies) {
        member.starting();
        Process process = member.host().start((host, random, port, now) -> {
            Sealings sealings = members.sealings();
            if (sealings != null) {
                sealings.member(host, random, port, now);
            }
            PeerProgram program = factory.create(config, strategies, random, port, now);
            if (sealings != null) {
                sealings.keep(host, program.peer());
            }
            return program;
        });
        recorder.started(process);
        return process;
    }
}
