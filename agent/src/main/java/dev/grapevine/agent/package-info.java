/** The {@code grapevine} program: the daemon and the command line. */
@NullMarked
package dev.grapevine.agent;

import org.jspecify.annotations.NullMarked;
