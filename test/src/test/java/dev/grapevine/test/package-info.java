/**
 * Tests of whole clusters of real processes on loopback, through the interfaces that users have: HTTP, command line and
 * log.
 */
@NullMarked
package dev.grapevine.test;

import org.jspecify.annotations.NullMarked;
