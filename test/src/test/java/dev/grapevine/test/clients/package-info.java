/**
 * Programs of others find services through Grapevine. What they say themselves is asserted. They run in their own namespaces,
 * so that they may have the ports and the files that they usually have.
 */
@NullMarked
package dev.grapevine.test.clients;

import org.jspecify.annotations.NullMarked;
