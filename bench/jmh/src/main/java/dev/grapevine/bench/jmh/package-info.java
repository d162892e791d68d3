/** Cost of the core's hot paths, in nanoseconds and bytes. */
@NullMarked
package dev.grapevine.bench.jmh;

import org.jspecify.annotations.NullMarked;
