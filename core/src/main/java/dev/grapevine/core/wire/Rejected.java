package dev.grapevine.core.wire;

/**
 * Bytes that were not taken.
 *
 * @param drop what to count it as
 * @param reason a few words for people
 */
public record Rejected(DropReason drop, String reason) implements Decoded, Opened {}
