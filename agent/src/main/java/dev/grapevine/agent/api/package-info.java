/**
 * The JSON of the HTTP API, one record a shape; server and command line share them. Names are camelCase. Times are ISO-8601 in
 * UTC, durations are numbers of seconds, generations are unsigned decimal strings (they exceed what a JavaScript number
 * holds), states are lower-case words. A null field is left out.
 */
@NullMarked
package dev.grapevine.agent.api;

import org.jspecify.annotations.NullMarked;
