package dev.grapevine.cluster;

import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;

/**
 * A service instance, with the member that owns it. Immutable.
 *
 * @param member name of the owner
 * @param memberStatus ALIVE or SUSPECT
 * @param host where to connect: the address of the instance or, if it has none, the first address of its member
 * @param unstable whether its member has recently failed and recovered repeatedly, so that clients should prefer others
 * @param service the instance as its owner publishes it
 */
public record Instance(String member, Status memberStatus, String host, boolean unstable, ServiceInstance service) {

    public int port() {
        return service.port();
    }

    /** Whether clients should use it: it is up, and not critical. */
    public boolean discoverable() {
        return service.discoverable();
    }
}
