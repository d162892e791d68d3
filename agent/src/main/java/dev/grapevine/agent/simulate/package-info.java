/** {@code grapevine simulate}: scenarios played in the simulator, and what they brought, for people and for machines. */
@NullMarked
package dev.grapevine.agent.simulate;

import org.jspecify.annotations.NullMarked;
