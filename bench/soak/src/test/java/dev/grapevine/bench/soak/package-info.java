@NullMarked
package dev.grapevine.bench.soak;

import org.jspecify.annotations.NullMarked;
