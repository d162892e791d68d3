/** The metrics for Prometheus. */
@NullMarked
package dev.grapevine.agent.metrics;

import org.jspecify.annotations.NullMarked;
