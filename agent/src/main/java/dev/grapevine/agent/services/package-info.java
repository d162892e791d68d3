/** The service instances that this member owns: from its configuration and registered by API, checked, kept over restarts. */
@NullMarked
package dev.grapevine.agent.services;

import org.jspecify.annotations.NullMarked;
