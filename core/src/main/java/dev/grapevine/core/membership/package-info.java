/** The one way by which the view changes, and what a peer says of itself. */
@NullMarked
package dev.grapevine.core.membership;

import org.jspecify.annotations.NullMarked;
