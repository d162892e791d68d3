/**
 * What members say to each other, and its bytes: the {@link dev.grapevine.core.wire.Message}s, the
 * {@link dev.grapevine.core.wire.Codec}, datagrams ({@link dev.grapevine.core.wire.Packets}), frames of streams, and
 * the {@link dev.grapevine.core.wire.Seal}. {@code docs/wire-protocol.md} documents every byte.
 */
@NullMarked
package dev.grapevine.core.wire;

import org.jspecify.annotations.NullMarked;
