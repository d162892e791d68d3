/** Finds out how the service instances of this member fare: HTTP, TCP and heartbeat checks. */
@NullMarked
package dev.grapevine.agent.check;

import org.jspecify.annotations.NullMarked;
