/** Service discovery for Prometheus, over HTTP. */
@NullMarked
package dev.grapevine.agent.sd;

import org.jspecify.annotations.NullMarked;
