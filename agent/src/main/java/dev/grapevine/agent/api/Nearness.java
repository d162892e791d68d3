package dev.grapevine.agent.api;

/**
 * How near instances are to a member: its own first, then those of its zone, then all others. Immutable.
 *
 * @param member the name of the member
 * @param zone its failure zone; empty if it has none
 */
public record Nearness(String member, String zone) {

    /** The name that stands for the member of the asked agent. */
    public static final String SELF = "self";

    /** The lower, the nearer: 0 to 2. */
    public int rank(String owner, String zoneOfOwner) {
        if (owner.equals(member)) {
            return 0;
        }
        return !zone.isEmpty() && zone.equals(zoneOfOwner) ? 1 : 2;
    }
}
