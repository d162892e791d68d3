/**
 * What surrounds the protocol of one member: the {@link dev.grapevine.core.env.Port} to the outside, its channels, the
 * timers, and the events that go to the program.
 */
@NullMarked
package dev.grapevine.core.env;

import org.jspecify.annotations.NullMarked;
