package dev.grapevine.core.view;

import dev.grapevine.model.Address;

/**
 * A process that answered this one under a member's name.
 *
 * @param generation with which it answered last
 * @param address from which it answered last
 * @param since when it first answered there, in monotonic nanoseconds
 */
public record Encounter(long generation, Address address, long since) {}
