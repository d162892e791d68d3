/**
 * The one way by which the view changes: {@link dev.grapevine.core.membership.Membership} merges what is heard and
 * found, and tells the {@link dev.grapevine.core.membership.ViewListener}s.
 * {@link dev.grapevine.core.membership.LocalMember} is the member that this process is.
 */
@NullMarked
package dev.grapevine.core.membership;

import org.jspecify.annotations.NullMarked;
