package dev.grapevine.model;

/**
 * What one of several checks of an instance says, as its owner publishes it. Immutable.
 *
 * @param id unique among the checks of the instance: 1 to 128 bytes of UTF-8
 * @param name for people; at most 128 bytes of UTF-8, may be empty
 * @param health what the check says
 * @param output its last output, for people; at most {@link StateRules#MAX_OUTPUT} bytes of UTF-8, may be empty
 */
public record CheckResult(String id, String name, Health health, String output) {}
