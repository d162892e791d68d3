/** The cryptography of the JDK, as {@link dev.grapevine.core.seal.Cryptography} wants it. */
@NullMarked
package dev.grapevine.cluster.crypto;

import org.jspecify.annotations.NullMarked;
