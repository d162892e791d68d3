/** Benchmarks of package-private code of the core. */
@NullMarked
package dev.grapevine.core.rumor;

import org.jspecify.annotations.NullMarked;
