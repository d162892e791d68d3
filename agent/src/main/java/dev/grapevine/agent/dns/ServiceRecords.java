package dev.grapevine.agent.dns;

import dev.grapevine.model.Address;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.ServiceInstance;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The records of one instance, made once for each state of it. Immutable. */
final class ServiceRecords {

    private static final int PRIORITY = 1;
    private static final int MAX_TEXT = 255;

    private final Instance instance;
    private final @Nullable Name target;
    private final List<byte[]> addresses;
    private final Name domain;
    private final long ttl;

    private ServiceRecords(
            Instance instance, @Nullable Name target, List<byte[]> addresses, Name domain, long ttlSeconds) {
        this.instance = instance;
        this.target = target;
        this.addresses = addresses;
        this.domain = domain;
        this.ttl = ttlSeconds;
    }

    static ServiceRecords of(Instance instance, Name domain, long ttlSeconds) {
        String host = instance.service().address();
        if (host.isEmpty()) {
            List<byte[]> addresses =
                    instance.member().addresses().stream().map(Address::ip).toList();
            return new ServiceRecords(
                    instance, DnsLabels.ofMember(instance.member().name(), domain), addresses, domain, ttlSeconds);
        }
        byte[] ip = DnsLabels.literal(host);
        return ip == null
                ? new ServiceRecords(instance, DnsLabels.ofHost(host), List.of(), domain, ttlSeconds)
                : new ServiceRecords(instance, DnsLabels.ofAddress(ip, domain), List.of(ip), domain, ttlSeconds);
    }

    boolean passing() {
        return instance.service().health() == Health.PASSING;
    }

    boolean hasTag(String lowerCase) {
        return instance.service().tags().stream().anyMatch(tag -> tag.equalsIgnoreCase(lowerCase));
    }

    /** The address records of a type under a name. */
    List<Record> addresses(Name owner, int type) {
        return addresses(addresses, owner, type, ttl);
    }

    static List<Record> addresses(List<byte[]> addresses, Name owner, int type, long ttlSeconds) {
        Set<InetAddress> found = new LinkedHashSet<>();
        for (byte[] ip : addresses) {
            if ((ip.length == 4) == (type == Type.A)) {
                found.add(inet(ip));
            }
        }
        List<Record> records = new ArrayList<>();
        for (InetAddress ip : found) {
            records.add(
                    type == Type.A
                            ? new ARecord(owner, DClass.IN, ttlSeconds, ip)
                            : new AAAARecord(owner, DClass.IN, ttlSeconds, ip));
        }
        return records;
    }

    private static InetAddress inet(byte[] ip) {
        try {
            return InetAddress.getByAddress(ip);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + ip.length + " bytes", e);
        }
    }

    /** The host name that stands for it, where its address is none. */
    @Nullable Record alias(Name owner) {
        return addresses.isEmpty() && target != null && !target.subdomain(domain)
                ? new CNAMERecord(owner, DClass.IN, ttl, target)
                : null;
    }

    /** Where to connect; null if it has no port, or its member a name that DNS cannot have. */
    @Nullable Record srv(Name owner) {
        ServiceInstance service = instance.service();
        return service.port() == 0 || target == null
                ? null
                : new SRVRecord(owner, DClass.IN, ttl, PRIORITY, service.weight(), service.port(), target);
    }

    /** Addresses of the target, which save a client further questions. */
    List<Record> glue() {
        if (target == null) {
            return List.of();
        }
        List<Record> records = new ArrayList<>(addresses(target, Type.A));
        records.addAll(addresses(target, Type.AAAA));
        return records;
    }

    /** Its metadata as {@code key=value}; null if it has none. Entries that are too long for DNS are left out. */
    @Nullable Record text(Name owner) {
        return text(owner, instance.service().metadata(), ttl);
    }

    static @Nullable Record text(Name owner, Map<String, String> metadata, long ttlSeconds) {
        List<String> strings = metadata.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> (entry.getKey() + "=" + entry.getValue()).getBytes(StandardCharsets.UTF_8))
                .filter(bytes -> bytes.length <= MAX_TEXT)
                .map(ServiceRecords::escaped)
                .toList();
        return strings.isEmpty() ? null : new TXTRecord(owner, DClass.IN, ttlSeconds, strings);
    }

    /** The library takes strings as zone files have them. */
    private static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            if (each < ' ' || each == 0x7f || each == '\\' || each == '"') {
                text.append(String.format("\\%03d", each & 0xff));
            } else {
                text.append((char) each);
            }
        }
        return text.toString();
    }
}
