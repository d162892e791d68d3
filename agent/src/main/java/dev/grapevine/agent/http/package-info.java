/**
 * The HTTP API. A request passes the access rules, then one handler; what is wrong with it is an {@link
 * dev.grapevine.agent.http.ApiException}, which becomes a problem document in one place.
 */
@NullMarked
package dev.grapevine.agent.http;

import org.jspecify.annotations.NullMarked;
