package dev.grapevine.core.seal;

/** The process that sealed a datagram: one generation of one member. */
public record SenderId(String name, long generation) {

    /** A process that seals under a salt that nobody has introduced. */
    public static final SenderId UNKNOWN = new SenderId("", 0);
}
