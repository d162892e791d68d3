/**
 * Comparing whole views and exchanging what differs (PROTOCOL.md, section 4). Rumors carry news; sync repairs what they missed, and is how members join.
 *
 * <p>{@link dev.grapevine.core.sync.SyncScheduler} decides when to sync and with which member. {@link dev.grapevine.core.sync.SyncRequester} asks, by datagram or
 * by stream; {@link dev.grapevine.core.sync.SyncResponder} answers. {@link dev.grapevine.core.sync.SyncFacts} is what both sides say of this member's view,
 * and merges what they hear. Where the two sides of a partition meet, {@link dev.grapevine.core.sync.Heal} puts verdicts off until the accused have
 * refuted them. {@link dev.grapevine.core.sync.Agreement} only watches: how far others hold the same view.
 */
@NullMarked
package dev.grapevine.core.sync;

import org.jspecify.annotations.NullMarked;
