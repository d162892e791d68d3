/** The command line: each command a class, all but {@code agent} and {@code demo} thin clients of the HTTP API. */
@NullMarked
package dev.grapevine.agent.cli;

import org.jspecify.annotations.NullMarked;
