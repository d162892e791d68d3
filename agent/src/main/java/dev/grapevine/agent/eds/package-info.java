/** Endpoint discovery for Envoy, by REST. */
@NullMarked
package dev.grapevine.agent.eds;

import org.jspecify.annotations.NullMarked;
