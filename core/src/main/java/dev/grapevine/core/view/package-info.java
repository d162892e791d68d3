/**
 * What is known: the {@link dev.grapevine.core.view.View}, a table of one {@link dev.grapevine.core.view.MemberEntry}
 * for each member, the order by which records are merged, and the hashes over it (PROTOCOL.md, section 1).
 */
@NullMarked
package dev.grapevine.core.view;

import org.jspecify.annotations.NullMarked;
