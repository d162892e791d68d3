/** Runs the checks of the local member's instances: when, on which threads, and what their results mean. */
@NullMarked
package dev.grapevine.cluster.check;

import org.jspecify.annotations.NullMarked;
