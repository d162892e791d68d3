package dev.grapevine.sim.scenario.file;

import dev.grapevine.sim.operation.TimedOperation;
import java.util.List;

/**
 * What befalls a cluster. Immutable.
 *
 * @param groups in the order in which they are drawn
 * @param rules for parts of the network, from the beginning to the end
 * @param timeline in any order
 * @param script operations in place of all that, the starts of members included; empty where there is a timeline
 */
record ScenarioTimeline(
        List<Group> groups, List<Rule> rules, List<ScheduledSteps> timeline, List<TimedOperation> script) {

    /** Members that go by one name. */
    record Group(String place, String name, MemberSelector who) {}

    /** A change to a part of the network. */
    record Rule(String place, Step step) {}

    ScenarioTimeline {
        groups = List.copyOf(groups);
        rules = List.copyOf(rules);
        timeline = List.copyOf(timeline);
        script = List.copyOf(script);
    }
}
