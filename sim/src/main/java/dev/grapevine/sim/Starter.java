package dev.grapevine.sim;

import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.view.Roster;
import dev.grapevine.sim.figures.Recorder;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.World;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Starts the processes of a scenario's members: alone, again, or in the midst of each other. */
final class Starter {

    private final World world;
    private final Scenario scenario;
    private final PeerFactory factory;
    private final Invariants invariants;
    private final Recorder recorder;
    private final Map<String, ScenarioMember> members = new TreeMap<>();
    private @Nullable Settlement settlement;

    Starter(World world, Scenario scenario, PeerFactory factory, Invariants invariants, Recorder recorder) {
        this.world = world;
        this.scenario = scenario;
        this.factory = factory;
        this.invariants = invariants;
        this.recorder = recorder;
    }

    /** All that were ever started, in order of name. */
    Collection<ScenarioMember> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    ScenarioMember member(String name) {
        ScenarioMember member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException("member " + name + " was never started");
        }
        return member;
    }

    private ScenarioMember add(MemberOperation.Start start) {
        ScenarioMember member = new ScenarioMember(world.addHost(start.member(), start.zone(), "lan", 1), start);
        members.put(start.member(), member);
        return member;
    }

    void start(MemberOperation.Start start) {
        ScenarioMember known = members.get(start.member());
        ScenarioMember member = known == null ? add(start) : known;
        if (member.host.process() == null) {
            launch(member, false);
        }
    }

    void restart(MemberOperation.Restart restart) {
        ScenarioMember member = member(restart.member());
        if (member.host.process() == null) {
            if (restart.moved()) {
                member.host.readdress();
            }
            launch(member, restart.blank());
        }
    }

    /** Starts a member in the midst of all others that start so. */
    void settle(MemberOperation.Start start) {
        Settlement all = settlement();
        ScenarioMember member = member(start.member());
        PeerConfig config = all.begin(start.member());
        if (config == null || member.host.process() != null) {
            return;
        }
        Roster roster = all.roster();
        Process process = launch(member, (random, port, now) -> {
            PeerProgram program = factory.create(config, random, port, now);
            program.peer().settle(roster, now);
            return program;
        });
        invariants.settled(process, roster.records());
        recorder.settled(process, roster.records());
    }

    private Settlement settlement() {
        Settlement known = settlement;
        if (known == null) {
            List<PeerConfig> configs = new ArrayList<>();
            scenario.settled().forEach(each -> configs.add(add(each).config(scenario.settings(), false)));
            known = new Settlement(configs);
            settlement = known;
        }
        return known;
    }

    private void launch(ScenarioMember member, boolean blank) {
        PeerConfig config = member.config(scenario.settings(), blank);
        launch(member, (random, port, now) -> factory.create(config, random, port, now));
    }

    /** Makes a member's program. */
    @FunctionalInterface
    private interface Maker {
        PeerProgram make(RandomGenerator random, Port port, long now);
    }

    private Process launch(ScenarioMember member, Maker maker) {
        member.begins();
        Process process = member.host.start((where, random, port, now) -> maker.make(random, port, now));
        recorder.started(process);
        return process;
    }
}
