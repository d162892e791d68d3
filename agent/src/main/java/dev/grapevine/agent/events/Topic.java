package dev.grapevine.agent.events;

/**
 * What a reader may wait for a change of.
 *
 * @param service the one service, or empty
 */
public record Topic(Kind kind, String service) {

    /** All members, all services, or one service. */
    public enum Kind {
        MEMBERS,
        SERVICES,
        SERVICE
    }

    public static final Topic MEMBERS = new Topic(Kind.MEMBERS, "");
    public static final Topic SERVICES = new Topic(Kind.SERVICES, "");

    public static Topic service(String name) {
        return new Topic(Kind.SERVICE, name);
    }
}
