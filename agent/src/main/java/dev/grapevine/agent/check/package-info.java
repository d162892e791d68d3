/** Checks the health of the service instances of this member, by HTTP, TCP and heartbeats. */
@NullMarked
package dev.grapevine.agent.check;

import org.jspecify.annotations.NullMarked;
