/** What can be done to a cluster or befall it: operations, and the text that they are written in. */
@NullMarked
package dev.grapevine.sim.operation;

import org.jspecify.annotations.NullMarked;
