package dev.grapevine.agent.events;

/**
 * A part of the view whose changes a reader can wait for.
 *
 * @param service the name of the service for {@link Scope#SERVICE}, else empty
 */
public record ChangeTopic(Scope scope, String service) {

    /** All members, all services, or one service. */
    public enum Scope {
        MEMBERS,
        SERVICES,
        SERVICE
    }

    public static final ChangeTopic MEMBERS = new ChangeTopic(Scope.MEMBERS, "");
    public static final ChangeTopic SERVICES = new ChangeTopic(Scope.SERVICES, "");

    public static ChangeTopic service(String name) {
        return new ChangeTopic(Scope.SERVICE, name);
    }
}
