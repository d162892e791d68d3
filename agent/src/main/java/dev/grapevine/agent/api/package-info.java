/**
 * The JSON of the HTTP API, one record for each shape, shared by the server and the command line. Names are in camel
 * case. Times are ISO-8601 in UTC, durations are numbers of seconds, generations are unsigned decimal strings (they
 * exceed the range of a JavaScript number), and statuses, health and states are lower-case words. Null fields are
 * omitted.
 */
@NullMarked
package dev.grapevine.agent.api;

import org.jspecify.annotations.NullMarked;
