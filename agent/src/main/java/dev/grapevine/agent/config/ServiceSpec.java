package dev.grapevine.agent.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service instance that an agent publishes, as configured. Immutable.
 *
 * @param name of the service: 1 to 64 characters of {@code [A-Za-z0-9._-]}
 * @param id unique among the instances of the agent; same alphabet, colons allowed; the name unless said
 * @param address host name or IP literal; empty for the member's own
 * @param port 0 to 65535; 0 where it has none
 * @param tags short labels, in the order given, without duplicates
 * @param metadata free text by key, in the order given
 * @param weight 0 to 65535, relative share of traffic; 1 unless said
 * @param checks all of them must pass
 */
public record ServiceSpec(
        String name,
        String id,
        String address,
        int port,
        List<String> tags,
        Map<String, String> metadata,
        int weight,
        List<CheckSpec> checks) {

    public ServiceSpec {
        tags = List.copyOf(tags);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        checks = List.copyOf(checks);
    }

    /**
     * Reads the short form, as {@code web}, {@code web:8080} or {@code web:8080/v2+eu?weight=5&check=http:/health}.
     *
     * @throws IllegalArgumentException if it is not of that form; the message says what is wrong and what is allowed
     */
    public static ServiceSpec parse(String text) {
        return ServiceSyntax.parse(text);
    }

    /** The short form; what it cannot say (id, address, intervals of checks) is left out. */
    @Override
    public String toString() {
        return ServiceSyntax.show(this);
    }
}
