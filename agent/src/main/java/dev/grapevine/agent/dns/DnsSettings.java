package dev.grapevine.agent.dns;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Name;

/**
 * How the catalogue is served. Immutable.
 *
 * @param domains absolute names; the first is the usual one, the others are alternates
 * @param ttl how long answers may be kept; zero for not at all
 * @param serviceTtls the same for single services, by lower-case name
 * @param negativeTtl how long it may be kept that there is no answer
 * @param warnings whether instances whose checks warn are in the answers, too
 */
public record DnsSettings(
        List<Name> domains, Duration ttl, Map<String, Duration> serviceTtls, Duration negativeTtl, boolean warnings) {

    public DnsSettings {
        domains = List.copyOf(domains);
        serviceTtls = Map.copyOf(serviceTtls);
    }

    /** In seconds. */
    long ttlOf(String service) {
        return serviceTtls.getOrDefault(service, ttl).toSeconds();
    }
}
