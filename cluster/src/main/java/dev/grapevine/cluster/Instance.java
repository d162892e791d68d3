package dev.grapevine.cluster;

import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;

/**
 * A service instance, with the member that owns it. Immutable.
 *
 * @param member name of the owner
 * @param memberStatus ALIVE or SUSPECT
 * @param host where to connect: the instance's own address, else its member's first
 * @param unstable whether its member went and came back often lately: prefer others
 * @param service what its owner publishes
 */
public record Instance(String member, Status memberStatus, String host, boolean unstable, ServiceInstance service) {

    public int port() {
        return service.port();
    }

    /** Whether clients should be given it: up, and not critical. */
    public boolean discoverable() {
        return service.discoverable();
    }
}
