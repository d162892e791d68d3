package dev.grapevine.cluster;

import dev.grapevine.core.PeerStats;

/** The statistics of a member at one moment: of the protocol, and of the wire. */
public record Stats(PeerStats protocol, Traffic traffic) {}
