/**
 * The configuration of an agent, from profile, file, environment and flags. Errors are reported with place and remedy.
 */
@NullMarked
package dev.grapevine.agent.config;

import org.jspecify.annotations.NullMarked;
