/** Test doubles for the surroundings of the agent's parts. */
@NullMarked
package dev.grapevine.agent.testing;

import org.jspecify.annotations.NullMarked;
