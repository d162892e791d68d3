/** Grapevine, to be measured side by side with other systems. */
@org.jspecify.annotations.NullMarked
package dev.grapevine.bench.grapevine;
