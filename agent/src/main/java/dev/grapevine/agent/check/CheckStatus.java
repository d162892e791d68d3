package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.model.Health;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a check stands. Immutable.
 *
 * @param spec the check, its target filled in
 * @param health after thresholds
 * @param output of the last run or heartbeat
 * @param at when that was; empty before the first
 */
public record CheckStatus(CheckSpec spec, Health health, String output, Optional<Instant> at) {}
