package dev.grapevine.agent.check;

/** Identifies a service instance of this member. */
public record InstanceKey(String service, String id) {}
