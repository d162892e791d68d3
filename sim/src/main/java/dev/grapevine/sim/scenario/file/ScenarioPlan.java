package dev.grapevine.sim.scenario.file;

import dev.grapevine.sim.operation.TimedOperation;
import java.util.List;

/**
 * The part of a file that {@link ScenarioPlanner} turns into operations: the cluster, and what happens to it. Immutable.
 *
 * @param groups in the order in which they are drawn
 * @param rules for parts of the network, from the beginning to the end
 * @param timeline in any order
 * @param script all operations, starts included, in place of the rest; empty if there is none
 */
record ScenarioPlan(
        ClusterSpec cluster,
        List<Group> groups,
        List<Rule> rules,
        List<ScheduledSteps> timeline,
        List<TimedOperation> script) {

    /**
     * Members that share a name.
     *
     * @param place where the file says so
     */
    record Group(String place, String name, MemberSelector members) {}

    /**
     * A change to a part of the network.
     *
     * @param place where the file says so
     */
    record Rule(String place, Step step) {}

    ScenarioPlan {
        groups = List.copyOf(groups);
        rules = List.copyOf(rules);
        timeline = List.copyOf(timeline);
        script = List.copyOf(script);
    }
}
