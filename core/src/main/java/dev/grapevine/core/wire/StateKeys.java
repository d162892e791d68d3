package dev.grapevine.core.wire;

import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.StateRules;
import org.jspecify.annotations.Nullable;

/**
 * The keys of owned state: {@code s/<service>/<id>} for a service instance, {@code t/<tag>} (with an empty value) for a
 * tag of the member, {@code m/<key>} for its metadata, {@code p} for what it tells of its process, {@code k/} for what it
 * tells of its cluster keys. Other keys belong to a newer version: they are held and passed on, but not interpreted.
 */
public final class StateKeys {

    /** Prefix of the keys of service instances. */
    public static final String SERVICES = "s/";

    /** Prefix of the keys of tags. */
    public static final String TAGS = "t/";

    /** Prefix of the keys of metadata. */
    public static final String METADATA = "m/";

    /** The key of what a member tells of its process: {@link ProcessCodec}. */
    public static final String PROCESS = "p";

    /** The key of what the member tells of its cluster keys. */
    public static final String CLUSTER_KEYS = "k/";

    /** The service name and instance id in the key of a service instance. */
    public record ServiceKey(String service, String id) {}

    private StateKeys() {}

    public static String service(String service, String id) {
        return SERVICES + service + "/" + id;
    }

    public static String service(ServiceInstance instance) {
        return service(instance.service(), instance.id());
    }

    public static String tag(String tag) {
        return TAGS + tag;
    }

    public static String metadata(String key) {
        return METADATA + key;
    }

    /** Whether such an entry is what users publish: a service instance, a tag, metadata. */
    public static boolean isPublished(String key) {
        return key.startsWith(SERVICES) || isLabel(key);
    }

    /** Whether it is the key of a tag, or of metadata. */
    public static boolean isLabel(String key) {
        return key.startsWith(TAGS) || key.startsWith(METADATA);
    }

    /** The names in the key of a service instance; null if it is another key. */
    public static @Nullable ServiceKey serviceOf(String key) {
        int slash = key.indexOf('/', SERVICES.length());
        if (!key.startsWith(SERVICES) || slash < 0) {
            return null;
        }
        String service = key.substring(SERVICES.length(), slash);
        String id = key.substring(slash + 1);
        return StateRules.isService(service) && StateRules.isId(id) ? new ServiceKey(service, id) : null;
    }

    /** The tag in its key; null if it is another key. */
    public static @Nullable String tagOf(String key) {
        return under(TAGS, key);
    }

    /** The metadata key in its key; null if it is another key. */
    public static @Nullable String metadataOf(String key) {
        return under(METADATA, key);
    }

    private static @Nullable String under(String prefix, String key) {
        return key.startsWith(prefix) && key.length() > prefix.length() ? key.substring(prefix.length()) : null;
    }
}
