package dev.grapevine.cluster;

import dev.grapevine.model.ProtocolStats;

/** The statistics of a member at one moment: of the protocol, and of the wire. */
public record Stats(ProtocolStats protocol, Traffic traffic) {}
