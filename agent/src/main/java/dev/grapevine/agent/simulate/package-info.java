/** {@code grapevine simulate}: runs scenarios in the simulator, and shows their results to people and machines. */
@NullMarked
package dev.grapevine.agent.simulate;

import org.jspecify.annotations.NullMarked;
