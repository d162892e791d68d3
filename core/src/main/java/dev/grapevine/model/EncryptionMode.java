package dev.grapevine.model;

/**
 * How far a cluster has come from plain to sealed. Each step is taken by all members before the next, so that a running cluster gets there without
 * a member that cannot read another.
 */
public enum EncryptionMode {
    /** Sends plain, and takes plain. */
    OFF(false, true, false),
    /** Sends plain, and takes both. */
    ACCEPT(false, true, true),
    /** Sends sealed, and takes both. */
    SEND(true, true, true),
    /** Sends sealed, and takes sealed only. */
    REQUIRE(true, false, true);

    private final boolean seals;
    private final boolean takesPlain;
    private final boolean takesSealed;

    EncryptionMode(boolean seals, boolean takesPlain, boolean takesSealed) {
        this.seals = seals;
        this.takesPlain = takesPlain;
        this.takesSealed = takesSealed;
    }

    /** Whether what is sent is sealed. */
    public boolean seals() {
        return seals;
    }

    /** Whether plain datagrams and streams are taken. */
    public boolean takesPlain() {
        return takesPlain;
    }

    /** Whether sealed datagrams and streams are taken. */
    public boolean takesSealed() {
        return takesSealed;
    }
}
