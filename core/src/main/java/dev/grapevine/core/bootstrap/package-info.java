/**
 * Finding others, joining, readiness, leaving, and conflicts about the local member's name: PROTOCOL.md, section 6, and
 * "Identity" in section 1.
 *
 * <p>There is no founding: every member is a cluster of one from its first moment, and joining is merging, so members
 * started at the same instant end up in one cluster. {@link dev.grapevine.core.bootstrap.Bootstrap} starts the ways of
 * finding others, and {@link dev.grapevine.core.bootstrap.Reconnector} keeps trying; both take places from
 * {@link dev.grapevine.core.bootstrap.Contacts} and hand them to {@link dev.grapevine.core.bootstrap.Joins}.
 * {@link dev.grapevine.core.bootstrap.Readiness} only watches.
 */
@NullMarked
package dev.grapevine.core.bootstrap;

import org.jspecify.annotations.NullMarked;
