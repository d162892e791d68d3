/**
 * The command line, with a class for each command. All but {@code agent} and {@code demo} are thin clients of the HTTP
 * API.
 */
@NullMarked
package dev.grapevine.agent.cli;

import org.jspecify.annotations.NullMarked;
