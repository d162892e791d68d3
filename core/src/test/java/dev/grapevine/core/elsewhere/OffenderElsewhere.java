package dev.grapevine.core.elsewhere;

/** Lives in a package of core that the architecture does not know. */
public final class OffenderElsewhere {}
