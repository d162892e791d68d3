/** Benchmarks of what this package keeps to itself. */
@NullMarked
package dev.grapevine.core.rumor;

import org.jspecify.annotations.NullMarked;
