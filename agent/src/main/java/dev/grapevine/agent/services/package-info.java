/**
 * The service instances of this member, from the configuration and the API: published, checked, and kept across
 * restarts.
 */
@NullMarked
package dev.grapevine.agent.services;

import org.jspecify.annotations.NullMarked;
