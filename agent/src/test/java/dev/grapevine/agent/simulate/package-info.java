@NullMarked
package dev.grapevine.agent.simulate;

import org.jspecify.annotations.NullMarked;
