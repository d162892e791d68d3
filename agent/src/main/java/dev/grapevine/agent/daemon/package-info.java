/** A running agent: a member of the cluster with its services, checks, HTTP API and log. */
@NullMarked
package dev.grapevine.agent.daemon;

import org.jspecify.annotations.NullMarked;
