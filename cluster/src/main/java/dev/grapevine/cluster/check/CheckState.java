package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a check stands.
 *
 * @param health after the thresholds were applied; critical before the first result
 * @param output the reason for it, in full; followed by a line that says why the latest run has no result, if it has none
 * @param at when it ran last, or was told the health; empty before that
 * @param criticalFor how long it has been critical by the monotonic clock, since it began at most; zero if it is not
 */
public record CheckState(NamedCheck check, Health health, String output, Optional<Instant> at, Duration criticalFor) {}
