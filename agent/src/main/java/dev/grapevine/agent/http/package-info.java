/**
 * The HTTP API. A request passes the access control, then one handler. Errors are {@link
 * dev.grapevine.agent.http.ApiException}s, which become problem documents in one place.
 */
@NullMarked
package dev.grapevine.agent.http;

import org.jspecify.annotations.NullMarked;
