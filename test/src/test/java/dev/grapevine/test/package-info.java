/** Whole clusters of real processes on loopback, seen as users see them: by HTTP, command line and log. */
@NullMarked
package dev.grapevine.test;

import org.jspecify.annotations.NullMarked;
