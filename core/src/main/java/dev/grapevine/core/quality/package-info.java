/** What a member measures of itself: durations, as distributions, and what it drops. */
@NullMarked
package dev.grapevine.core.quality;

import org.jspecify.annotations.NullMarked;
