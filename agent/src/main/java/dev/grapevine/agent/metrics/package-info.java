/** What Prometheus scrapes. */
@NullMarked
package dev.grapevine.agent.metrics;

import org.jspecify.annotations.NullMarked;
