/**
 * Tests of several hosts with a network between them, and of faults in both. The hosts are network namespaces with real
 * agents, which the tests observe through HTTP.
 */
@NullMarked
package dev.grapevine.test.hosts;

import org.jspecify.annotations.NullMarked;
