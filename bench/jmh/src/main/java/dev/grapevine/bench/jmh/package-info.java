/** What the hot paths of the core cost, in nanoseconds and bytes. */
@NullMarked
package dev.grapevine.bench.jmh;

import org.jspecify.annotations.NullMarked;
