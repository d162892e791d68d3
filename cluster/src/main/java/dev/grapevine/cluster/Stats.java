package dev.grapevine.cluster;

import dev.grapevine.core.PeerStats;

/** A member's figures at one moment: of the protocol, and of the wire. */
public record Stats(PeerStats protocol, Traffic traffic) {}
