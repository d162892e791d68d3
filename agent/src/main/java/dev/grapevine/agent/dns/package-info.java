/** The catalogue by DNS: names of services and members below the domains of the agent, answered from its own view. */
@NullMarked
package dev.grapevine.agent.dns;

import org.jspecify.annotations.NullMarked;
