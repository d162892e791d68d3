package dev.grapevine.model;

/**
 * A service instance, with the member that owns it, as the local member knows them at one moment. Immutable.
 *
 * @param member the owner
 * @param service the instance as its owner publishes it
 */
public record Instance(Member member, ServiceInstance service) {

    /** Where to connect: the address of the instance or, if it has none, the first address of its member. */
    public String host() {
        if (!service.address().isEmpty() || member.addresses().isEmpty()) {
            return service.address();
        }
        return member.addresses().get(0).host();
    }

    /** The port of the service, 1 to 65535; 0 if it has none. */
    public int port() {
        return service.port();
    }

    /** Whether clients may use it: it is up, and not critical. */
    public boolean discoverable() {
        return service.discoverable();
    }

    /** For people, as in {@code web at 10.0.0.1:8080 of node3}. */
    @Override
    public String toString() {
        String host = host();
        return service.service() + " at " + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port() + " of "
                + member.name();
    }
}
