/** The grapevine program: daemon and command line. */
@NullMarked
package dev.grapevine.agent;

import org.jspecify.annotations.NullMarked;
