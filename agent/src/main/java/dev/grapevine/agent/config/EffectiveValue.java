package dev.grapevine.agent.config;

/**
 * One value of the configuration and where it comes from, for people. Immutable.
 *
 * @param key as in YAML, as {@code node.port}
 * @param value as it would be written; {@code (set)} for a secret; empty for what is not set
 * @param source {@code default}, {@code lan profile}, {@code config.yaml:12}, {@code env NODE_PORT} or {@code --port}
 */
public record EffectiveValue(String key, String value, String source) {}
