package dev.grapevine.sim.scenario.file;

/**
 * A value that replaces what a file says. Immutable.
 *
 * @param place where it comes from, for error messages, as {@code --members}
 * @param key a key of the file, as {@code members} or {@code network.loss}
 * @param text the value, as the file would have it
 */
public record Replacement(String place, String key, String text) {}
