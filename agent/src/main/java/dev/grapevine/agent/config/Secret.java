package dev.grapevine.agent.config;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A key or a token. Its text form is {@code (set)}, so that it is never shown by accident. Immutable. */
public final class Secret {

    /** Environment variables that hold secrets of the agent, which no other program is given. */
    public static final Set<String> VARIABLES = Set.of(SecretReader.KEY_VARIABLE, SecretReader.TOKEN_VARIABLE);

    private final byte[] bytes;

    public Secret(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** A copy of the secret. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "(set)";
    }
}
