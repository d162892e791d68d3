package dev.grapevine.cluster;

import dev.grapevine.model.ProtocolStats;

/**
 * The statistics of a member at one moment. Immutable.
 *
 * @param protocol the figures of the protocol
 * @param traffic the figures of the sockets
 */
public record Stats(ProtocolStats protocol, Traffic traffic) {}
