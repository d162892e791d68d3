package dev.grapevine.agent.check;

import dev.grapevine.model.Health;

/**
 * What the checks of an instance say together.
 *
 * @param health that of the worst check
 * @param output of that check
 */
public record CombinedHealth(Health health, String output) {}
