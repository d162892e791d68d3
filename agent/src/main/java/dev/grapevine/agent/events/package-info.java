/** The recent events, numbered, for event streams and blocking reads. */
@NullMarked
package dev.grapevine.agent.events;

import org.jspecify.annotations.NullMarked;
