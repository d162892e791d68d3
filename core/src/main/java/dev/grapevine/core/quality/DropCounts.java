package dev.grapevine.core.quality;

/** A part of a peer that drops what it cannot use, and counts it. */
public interface DropCounts {

    /** How often something was dropped because a limit or a budget left no room for it. */
    default long refused() {
        return 0;
    }

    /** How often something was dropped that nobody had asked for, or that came from a stranger or out of turn. */
    default long unexpected() {
        return 0;
    }
}
