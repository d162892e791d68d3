/** Stand-ins for the world around the agent's parts. */
@NullMarked
package dev.grapevine.agent.testing;

import org.jspecify.annotations.NullMarked;
