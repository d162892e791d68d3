/** Strangers: processes that are no members, and send what they like. */
@NullMarked
package dev.grapevine.sim.attack;

import org.jspecify.annotations.NullMarked;
