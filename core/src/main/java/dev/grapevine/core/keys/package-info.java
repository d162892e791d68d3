/** How members agree on the keys of their cluster, and what an operator does with them. */
@NullMarked
package dev.grapevine.core.keys;

import org.jspecify.annotations.NullMarked;
