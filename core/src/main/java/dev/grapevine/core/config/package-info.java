/** The numbers of the protocol that users can set. */
@NullMarked
package dev.grapevine.core.config;

import org.jspecify.annotations.NullMarked;
