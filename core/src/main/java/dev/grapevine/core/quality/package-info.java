/** Durations that a member measures, and how they are told. */
@NullMarked
package dev.grapevine.core.quality;

import org.jspecify.annotations.NullMarked;
