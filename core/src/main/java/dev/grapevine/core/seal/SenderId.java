package dev.grapevine.core.seal;

/** The process that sealed a datagram: one generation of one member. */
public record SenderId(String name, long generation) {}
