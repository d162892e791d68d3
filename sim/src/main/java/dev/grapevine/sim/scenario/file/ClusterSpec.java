package dev.grapevine.sim.scenario.file;

import java.util.List;

/**
 * The members that start at the beginning. Immutable.
 *
 * @param members how many; they are {@code n1}, {@code n2} and so on
 * @param zones which members are put into in turn; empty for none
 * @param spacing nanoseconds from the start of one member to the next
 * @param settled whether they start with the whole view, so that none joins
 * @param seeds the names of the members that all contact when they start
 * @param discover whether they look for others on the local segment
 */
record ClusterSpec(
        int members, List<String> zones, long spacing, boolean settled, List<String> seeds, boolean discover) {
    ClusterSpec {
        zones = List.copyOf(zones);
        seeds = List.copyOf(seeds);
    }
}
