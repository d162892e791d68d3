/**
 * Several hosts, a network between them, and what goes wrong with both. The hosts are network namespaces, the agents on them
 * are real, and what is seen of them is seen by HTTP.
 */
@NullMarked
package dev.grapevine.test.hosts;

import org.jspecify.annotations.NullMarked;
