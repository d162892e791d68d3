package dev.grapevine.agent.http;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.model.Instance;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The instances of services as JSON arrays. What is written of an instance is kept until its service changes; an instance
 * of this member that has checks is written each time, since its checks run without changing it. Thread-safe.
 */
final class InstanceJson {

    /** The bytes that are kept, in about. Beyond it, the services that were asked for first are dropped. */
    static final long KEPT_BYTES = 4L << 20;

    /** What was written for one state of a service, the list of all its instances. */
    private static final class Kept {
        final List<Instance> all;
        final IdentityHashMap<Instance, byte[]> written = new IdentityHashMap<>();
        long bytes;

        Kept(List<Instance> all) {
            this.all = all;
        }
    }

    private final InstanceInfoMapper mapper;
    private final HttpResponses responses;
    private final Map<String, Kept> byService = new LinkedHashMap<>();
    private long bytes;

    InstanceJson(InstanceInfoMapper mapper, HttpResponses responses) {
        this.mapper = mapper;
        this.responses = responses;
    }

    /**
     * An array of some instances of a service.
     *
     * @param all all its instances: as long as this is the same list, nothing has changed
     * @param chosen those to write, taken from that list, in their order
     */
    byte[] array(String service, List<Instance> all, List<Instance> chosen) {
        List<byte @Nullable []> parts = kept(service, all, chosen);
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.write('[');
        for (int i = 0; i < chosen.size(); i++) {
            if (i > 0) {
                array.write(',');
            }
            Instance instance = chosen.get(i);
            InstanceInfo info = mapper.checked(instance);
            byte[] part = info == null ? parts.get(i) : responses.bytes(info);
            if (part == null) {
                part = responses.bytes(InstanceInfo.of(instance));
                keep(service, all, instance, part);
            }
            array.writeBytes(part);
        }
        array.write(']');
        return array.toByteArray();
    }

    /** What is kept of each of the chosen; null for those of which nothing is. */
    private synchronized List<byte @Nullable []> kept(String service, List<Instance> all, List<Instance> chosen) {
        Kept kept = byService.get(service);
        List<byte @Nullable []> parts = new ArrayList<>(chosen.size());
        for (Instance instance : chosen) {
            parts.add(kept == null || kept.all != all ? null : kept.written.get(instance));
        }
        return parts;
    }

    private synchronized void keep(String service, List<Instance> all, Instance instance, byte[] part) {
        Kept kept = byService.get(service);
        if (kept == null || kept.all != all) {
            drop(service);
            kept = new Kept(all);
            byService.put(service, kept);
        }
        if (kept.written.put(instance, part) == null) {
            kept.bytes += part.length;
            bytes += part.length;
        }
        while (bytes > KEPT_BYTES) {
            drop(byService.keySet().iterator().next());
        }
    }

    private void drop(String service) {
        Kept dropped = byService.remove(service);
        if (dropped != null) {
            bytes -= dropped.bytes;
        }
    }

    synchronized long keptBytes() {
        return bytes;
    }
}
