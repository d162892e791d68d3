package dev.grapevine.sim.scenario.file;

/**
 * A value that counts in place of what a file says. Immutable.
 *
 * @param place where it comes from, for error messages: {@code --members}
 * @param key as in a file, as {@code members} or {@code network.loss}
 * @param text the value as it would be written there
 */
public record Replacement(String place, String key, String text) {}
