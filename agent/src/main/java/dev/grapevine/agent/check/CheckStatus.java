package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.model.Health;
import java.time.Instant;
import java.util.Optional;

/**
 * The status of a check. Immutable.
 *
 * @param spec the check, with its target filled in
 * @param id unique among the checks of the instance
 * @param name for people
 * @param health after the thresholds were applied
 * @param output the reason for the health, in full: of the latest run that decided, or of the latest heartbeat
 * @param at when it ran last, or its last heartbeat arrived; empty before that
 */
public record CheckStatus(CheckSpec spec, String id, String name, Health health, String output, Optional<Instant> at) {}
