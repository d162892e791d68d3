@NullMarked
package dev.grapevine.sim;

import org.jspecify.annotations.NullMarked;
