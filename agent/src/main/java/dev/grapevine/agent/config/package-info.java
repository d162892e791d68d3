/** One immutable configuration from profile, file, environment and flags; bad input is refused with place and remedy. */
@NullMarked
package dev.grapevine.agent.config;

import org.jspecify.annotations.NullMarked;
