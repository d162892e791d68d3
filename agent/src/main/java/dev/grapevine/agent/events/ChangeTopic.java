package dev.grapevine.agent.events;

/**
 * What a reader may wait for a change of.
 *
 * @param service the one service, or empty
 */
public record ChangeTopic(Kind kind, String service) {

    /** All members, all services, or one service. */
    public enum Kind {
        MEMBERS,
        SERVICES,
        SERVICE
    }

    public static final ChangeTopic MEMBERS = new ChangeTopic(Kind.MEMBERS, "");
    public static final ChangeTopic SERVICES = new ChangeTopic(Kind.SERVICES, "");

    public static ChangeTopic service(String name) {
        return new ChangeTopic(Kind.SERVICE, name);
    }
}
