/** Durations that a member measures, as distributions, and what they say about the quality of failure detection. */
@NullMarked
package dev.grapevine.core.quality;

import org.jspecify.annotations.NullMarked;
