package dev.grapevine.core.seal;

/**
 * What the two sides of a sealed stream have agreed on.
 *
 * @param key the cluster key that the stream is sealed under
 * @param transcript of both frames of the handshake; not to be modified
 * @param opener whether this member opened the stream
 */
public record StreamSecret(KeyId key, byte[] transcript, boolean opener) {}
