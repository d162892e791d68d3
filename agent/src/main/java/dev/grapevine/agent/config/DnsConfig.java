package dev.grapevine.agent.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the agent serves DNS.
 *
 * @param listen where; empty for off
 * @param required whether the agent must not start without it: the address was given, and is not the default
 * @param domains the domain, then its alternates
 * @param ttl how long answers may be kept
 * @param serviceTtls the same for single services, by name
 * @param negativeTtl how long it may be kept that there is no answer
 * @param warnings whether instances whose checks warn are in answers
 * @param udpSize longest response by UDP in bytes; empty for the default of the address
 */
public record DnsConfig(
        Optional<HostPort> listen,
        boolean required,
        List<String> domains,
        Duration ttl,
        Map<String, Duration> serviceTtls,
        Duration negativeTtl,
        boolean warnings,
        Optional<Integer> udpSize) {

    public DnsConfig {
        domains = List.copyOf(domains);
        serviceTtls = Map.copyOf(serviceTtls);
    }

    static DnsConfig of(ResolvedConfig values) {
        List<String> domains = new ArrayList<>();
        domains.add(values.get(ConfigKeys.DNS_DOMAIN));
        domains.addAll(values.get(ConfigKeys.DNS_ALTERNATES, List.of()));
        return new DnsConfig(
                values.get(ConfigKeys.DNS_LISTEN),
                values.given(ConfigKeys.DNS_LISTEN),
                domains,
                values.get(ConfigKeys.DNS_TTL),
                values.get(ConfigKeys.DNS_SERVICE_TTLS, Map.of()),
                values.get(ConfigKeys.DNS_NEGATIVE_TTL),
                values.get(ConfigKeys.DNS_WARNINGS),
                values.find(ConfigKeys.DNS_UDP_SIZE).map(Math::toIntExact));
    }
}
