/**
 * Asking and answering "are you that generation of that member?": pings, relays, round trips, who answered lately.
 * Knows nothing of failure.
 */
@NullMarked
package dev.grapevine.core.ping;

import org.jspecify.annotations.NullMarked;
