package dev.grapevine.core.wire;

import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.StateRules;
import org.jspecify.annotations.Nullable;

/**
 * The keys of owned state: {@code s/<service>/<id>} for a service instance, {@code t/<tag>} (without a value) for a tag of
 * the member, {@code m/<key>} for its metadata. Keys that start otherwise are a newer version's: held and passed on, not
 * looked into.
 */
public final class StateKeys {

    /** What the keys of service instances start with. */
    public static final String SERVICES = "s/";

    /** What the keys of tags start with. */
    public static final String TAGS = "t/";

    /** What the keys of metadata start with. */
    public static final String METADATA = "m/";

    /** The name and id in the key of a service instance. */
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

    /** The name and id, where this is the key of a service instance. */
    public static @Nullable ServiceKey serviceOf(String key) {
        int slash = key.indexOf('/', SERVICES.length());
        if (!key.startsWith(SERVICES) || slash < 0) {
            return null;
        }
        String service = key.substring(SERVICES.length(), slash);
        String id = key.substring(slash + 1);
        return StateRules.isService(service) && StateRules.isId(id) ? new ServiceKey(service, id) : null;
    }

    /** The tag, where this is the key of one. */
    public static @Nullable String tagOf(String key) {
        return under(TAGS, key);
    }

    /** The key of the metadata, where this is the key of such. */
    public static @Nullable String metadataOf(String key) {
        return under(METADATA, key);
    }

    private static @Nullable String under(String prefix, String key) {
        return key.startsWith(prefix) && key.length() > prefix.length() ? key.substring(prefix.length()) : null;
    }
}
