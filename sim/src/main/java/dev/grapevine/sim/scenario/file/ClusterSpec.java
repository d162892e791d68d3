package dev.grapevine.sim.scenario.file;

import java.util.List;

/**
 * The members at the beginning. Immutable.
 *
 * @param members how many; they are {@code n1}, {@code n2} and so on
 * @param zones that members are dealt out to in turn; empty for none
 * @param spacing nanoseconds from the start of one member to the next
 * @param settled whether they begin with the whole view in place of joining
 * @param seeds names of the members that all contact when they start
 * @param discover whether they look for others on the local segment
 */
record ClusterSpec(
        int members, List<String> zones, long spacing, boolean settled, List<String> seeds, boolean discover) {
    ClusterSpec {
        zones = List.copyOf(zones);
        seeds = List.copyOf(seeds);
    }
}
