/** Spreads news: what is news, when it is sent and to which members, and what goes first into a packet. */
@NullMarked
package dev.grapevine.core.rumor;

import org.jspecify.annotations.NullMarked;
