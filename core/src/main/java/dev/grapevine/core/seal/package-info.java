/**
 * What a cluster key protects: how datagrams and streams are sealed, and how a receiver tells a fresh packet from an old one without a common
 * clock. The cryptography itself comes from outside, behind {@link dev.grapevine.core.seal.Cryptography}.
 */
@NullMarked
package dev.grapevine.core.seal;

import org.jspecify.annotations.NullMarked;
