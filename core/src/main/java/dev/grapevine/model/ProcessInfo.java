package dev.grapevine.model;

/**
 * What a member tells of the process that runs it: for operators, during an upgrade above all. No other member acts on it. Immutable.
 *
 * @param version of the software; at most {@link StateRules#MAX_VERSION} bytes of UTF-8, empty if unknown
 * @param settingsHash of all settings of the protocol: two members of the same version with different hashes are set up differently
 */
public record ProcessInfo(String version, long settingsHash) {}
