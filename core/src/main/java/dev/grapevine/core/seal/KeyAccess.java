package dev.grapevine.core.seal;

/** The keyring of a member, and what it takes to exchange keys with others. */
public interface KeyAccess {

    KeyRing ring();

    Cryptography cryptography();

    /** Whether this member seals the streams that it opens: otherwise it asks nobody for keys. */
    boolean seals();
}
