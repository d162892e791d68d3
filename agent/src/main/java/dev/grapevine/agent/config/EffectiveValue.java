package dev.grapevine.agent.config;

/**
 * A value of the configuration with its source, for people. Immutable.
 *
 * @param key as in YAML, such as {@code node.port}
 * @param value as it would be written; {@code (set)} for a secret; empty if it is not set
 * @param source {@code default}, {@code lan profile}, {@code config.yaml:12}, {@code env NODE_PORT} or {@code --port}
 */
public record EffectiveValue(String key, String value, String source) {}
