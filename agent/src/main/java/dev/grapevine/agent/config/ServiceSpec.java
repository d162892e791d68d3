package dev.grapevine.agent.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service instance that an agent publishes, as configured. Immutable.
 *
 * @param name of the service: 1 to 64 characters of {@code [A-Za-z0-9._-]}
 * @param id unique among the instances of the agent; same alphabet, and colons; by default the name
 * @param address host name or IP literal; empty for the address of the member
 * @param port 0 to 65535; 0 for none
 * @param tags short labels, in the order given, without duplicates
 * @param metadata free text by key, in the order given
 * @param weight 0 to 65535, relative share of the traffic; by default 1
 * @param checks all of which must pass
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
     * Parses the short form, such as {@code web}, {@code web:8080} or
     * {@code web:8080/v2+eu?weight=5&check=http:/health}.
     *
     * @throws IllegalArgumentException if the text is not of that form, with a message that says what is expected
     */
    public static ServiceSpec parse(String text) {
        return ServiceSyntax.parse(text);
    }

    /** The short form, without the id, the address and the pace of checks. */
    @Override
    public String toString() {
        return ServiceSyntax.show(this);
    }
}
