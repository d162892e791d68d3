package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.model.Health;
import java.time.Instant;
import java.util.Optional;

/**
 * The status of a check. Immutable.
 *
 * @param spec the check, with its target filled in
 * @param health after the thresholds were applied
 * @param output of the latest run or heartbeat
 * @param at when that was; empty before the first one
 */
public record CheckStatus(CheckSpec spec, Health health, String output, Optional<Instant> at) {}
