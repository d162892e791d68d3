package dev.grapevine.agent.dns;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Address;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ReadyInstances;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * Answers questions from the member's own view: nothing is asked of anybody.
 *
 * <pre>
 *     SERVICE.service.DOMAIN           A, AAAA, SRV, TXT      also TAG.SERVICE.service.DOMAIN
 *     _SERVICE._tcp.service.DOMAIN     SRV, TXT (RFC 2782)    also _SERVICE._TAG.service.DOMAIN
 *     MEMBER.node.DOMAIN               A, AAAA, TXT
 *     HEX.addr.DOMAIN                  A or AAAA: the target of an SRV record whose address is no member's
 *     DOMAIN                           SOA, NS
 *     N.N.N.N.in-addr.arpa, ip6.arpa   PTR, of members
 * </pre>
 *
 * Names are compared without case. Records are made once for each state of a service. For one thread.
 */
final class DnsCatalogue {

    private static final long REFRESH_SECONDS = 3_600;
    private static final long RETRY_SECONDS = 600;
    private static final long EXPIRE_SECONDS = 86_400;
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp");

    /** How many services have their records kept, so that those that came and went do not stay for ever. */
    private static final int KEPT = 10_000;

    /**
     * The records of a service.
     *
     * @param of the state of the view that they were made of
     */
    private record Compiled(ReadyInstances of, List<ServiceRecords> up, List<ServiceRecords> draining) {
        static Compiled of(ReadyInstances ready, Function<Instance, ServiceRecords> records) {
            return new Compiled(
                    ready,
                    ready.up().stream().map(records).toList(),
                    ready.draining().stream().map(records).toList());
        }
    }

    /** The records of a service below one of the domains. */
    private record Place(String service, Name domain) {}

    private final Cluster cluster;
    private final DnsSettings settings;
    private final Random random;
    private final Map<Place, Compiled> compiled = new HashMap<>();

    /** Services by their name in lower case. */
    private final Map<String, String> spellings = new HashMap<>();

    DnsCatalogue(Cluster cluster, DnsSettings settings, Random random) {
        this.cluster = cluster;
        this.settings = settings;
        this.random = random;
    }

    /** Answers a question of class IN. */
    DnsAnswer answer(Name name, int type) {
        for (Name domain : settings.domains()) {
            if (name.subdomain(domain)) {
                return below(domain, name, type);
            }
        }
        return reverse(name, type);
    }

    private DnsAnswer below(Name domain, Name name, int type) {
        Record soa = soa(domain);
        List<String> labels = DnsLabels.before(domain, name);
        if (labels.isEmpty()) {
            return apex(domain, name, type, soa);
        }
        List<String> rest = labels.subList(0, labels.size() - 1);
        return switch (labels.get(labels.size() - 1)) {
            case "service" -> rest.isEmpty() ? DnsAnswer.noData(soa) : service(domain, name, rest, type, soa);
            case "node" -> rest.isEmpty() ? DnsAnswer.noData(soa) : node(name, String.join(".", rest), type, soa);
            case "addr" -> rest.size() == 1 ? address(name, rest.get(0), type, soa) : DnsAnswer.noData(soa);
            default -> DnsAnswer.noName(soa);
        };
    }

    // ---- the domain itself

    private Record soa(Name domain) {
        return new SOARecord(
                domain,
                DClass.IN,
                settings.negativeTtl().toSeconds(),
                nameServer(domain),
                Name.fromConstantString("hostmaster." + domain),
                1,
                REFRESH_SECONDS,
                RETRY_SECONDS,
                EXPIRE_SECONDS,
                settings.negativeTtl().toSeconds());
    }

    private Name nameServer(Name domain) {
        Name self = DnsLabels.ofMember(cluster.self().name(), domain);
        return self == null ? domain : self;
    }

    private DnsAnswer apex(Name domain, Name name, int type, Record soa) {
        return switch (type) {
            case Type.SOA -> DnsAnswer.of(List.of(soa));
            case Type.NS -> {
                Name server = nameServer(domain);
                List<Record> glue = new ArrayList<>();
                glue.addAll(addresses(cluster.self(), server, Type.A));
                glue.addAll(addresses(cluster.self(), server, Type.AAAA));
                yield DnsAnswer.of(
                        List.of(new NSRecord(name, DClass.IN, settings.ttl().toSeconds(), server)), glue);
            }
            default -> DnsAnswer.noData(soa);
        };
    }

    // ---- members

    private DnsAnswer node(Name name, String wanted, int type, Record soa) {
        Optional<Member> member = cluster.members().stream()
                .filter(each -> each.name().equalsIgnoreCase(wanted))
                .findFirst();
        if (member.isEmpty()) {
            return DnsAnswer.noName(soa);
        }
        if (!member.get().live()) {
            return DnsAnswer.noData(soa);
        }
        List<Record> records = switch (type) {
            case Type.A, Type.AAAA -> addresses(member.get(), name, type);
            case Type.TXT -> {
                Record text = ServiceRecords.text(
                        name, member.get().metadata(), settings.ttl().toSeconds());
                yield text == null ? List.of() : List.of(text);
            }
            default -> List.of();
        };
        return records.isEmpty() ? DnsAnswer.noData(soa) : DnsAnswer.of(records);
    }

    private List<Record> addresses(Member member, Name owner, int type) {
        return ServiceRecords.addresses(
                member.addresses().stream().map(Address::ip).toList(),
                owner,
                type,
                settings.ttl().toSeconds());
    }

    private DnsAnswer address(Name name, String hex, int type, Record soa) {
        byte[] ip = DnsLabels.address(hex);
        if (ip == null) {
            return DnsAnswer.noName(soa);
        }
        List<Record> records = type == Type.A || type == Type.AAAA
                ? ServiceRecords.addresses(
                        List.of(ip), name, type, settings.ttl().toSeconds())
                : List.of();
        return records.isEmpty() ? DnsAnswer.noData(soa) : DnsAnswer.of(records);
    }

    /** An address that is no member's is somebody else's to name. */
    private DnsAnswer reverse(Name name, int type) {
        byte[] ip = ReverseNames.address(name);
        if (ip == null) {
            return DnsAnswer.REFUSED;
        }
        Address wanted = Address.of(ip, 0);
        List<Member> there = cluster.members().stream()
                .filter(member -> member.live() && member.addresses().stream().anyMatch(wanted::sameHost))
                .toList();
        if (there.isEmpty()) {
            return DnsAnswer.REFUSED;
        }
        Name domain = settings.domains().get(0);
        List<Record> names = new ArrayList<>();
        for (Member member : there) {
            Name target = DnsLabels.ofMember(member.name(), domain);
            if (type == Type.PTR && target != null) {
                names.add(new PTRRecord(name, DClass.IN, settings.ttl().toSeconds(), target));
            }
        }
        return found(names, soa(domain));
    }

    // ---- services

    /** What the labels before {@code service} ask for; the tag is empty for all instances. */
    private record Wanted(String service, String tag) {}

    private DnsAnswer service(Name domain, Name name, List<String> labels, int type, Record soa) {
        Wanted wanted = wanted(labels);
        if (wanted == null) {
            return DnsAnswer.noName(soa);
        }
        Compiled records = records(wanted.service, domain);
        List<ServiceRecords> chosen = suiting(wanted.tag, records.up);
        if (chosen.isEmpty()) {
            chosen = suiting(wanted.tag, records.draining);
        }
        if (chosen.isEmpty() && !wanted.tag.isEmpty() && !used(wanted)) {
            return DnsAnswer.noName(soa);
        }
        Collections.shuffle(chosen, random);
        DnsAnswer answer = switch (type) {
            case Type.A, Type.AAAA -> addresses(chosen, name, type, soa);
            case Type.SRV -> targets(chosen, name, soa);
            case Type.TXT -> found(collect(chosen, each -> one(each.text(name))), soa);
            default -> DnsAnswer.noData(soa);
        };
        // With a tag, another service could get the whole name.
        return wanted.tag.isEmpty() ? answer.until(new DnsAnswer.Source(wanted.service, records.of)) : answer;
    }

    /** Whether an answer from this source would be the same now. */
    boolean current(DnsAnswer.Source source) {
        return cluster.service(source.service()).ready() == source.instances();
    }

    private List<ServiceRecords> suiting(String tag, List<ServiceRecords> records) {
        List<ServiceRecords> suiting = new ArrayList<>();
        for (ServiceRecords each : records) {
            if ((settings.warnings() || each.passing()) && (tag.isEmpty() || each.hasTag(tag))) {
                suiting.add(each);
            }
        }
        return suiting;
    }

    /** Several instances may be at one address. */
    private static DnsAnswer addresses(List<ServiceRecords> chosen, Name name, int type, Record soa) {
        Set<Record> addresses = new LinkedHashSet<>(collect(chosen, each -> each.addresses(name, type)));
        if (addresses.isEmpty() && chosen.size() == 1) {
            return found(one(chosen.get(0).alias(name)), soa);
        }
        return found(List.copyOf(addresses), soa);
    }

    private static DnsAnswer targets(List<ServiceRecords> chosen, Name name, Record soa) {
        List<Record> targets = new ArrayList<>();
        Set<Record> addresses = new LinkedHashSet<>();
        for (ServiceRecords each : chosen) {
            Record target = each.srv(name);
            if (target != null) {
                targets.add(target);
                addresses.addAll(each.glue());
            }
        }
        return targets.isEmpty() ? DnsAnswer.noData(soa) : DnsAnswer.of(targets, List.copyOf(addresses));
    }

    private static DnsAnswer found(List<Record> records, Record soa) {
        return records.isEmpty() ? DnsAnswer.noData(soa) : DnsAnswer.of(records);
    }

    private static List<Record> one(@Nullable Record record) {
        return record == null ? List.of() : List.of(record);
    }

    private static List<Record> collect(List<ServiceRecords> chosen, Function<ServiceRecords, List<Record>> which) {
        return chosen.stream().flatMap(each -> which.apply(each).stream()).toList();
    }

    /** The service that labels name, whose own name may contain dots; null if there is none of that name. */
    private @Nullable Wanted wanted(List<String> labels) {
        String last = labels.get(labels.size() - 1);
        String all = String.join(".", labels);
        if (labels.size() > 1 && all.charAt(0) == '_' && last.charAt(0) == '_') {
            String service = spelled(all.substring(1, all.length() - last.length() - 1));
            String tag = last.substring(1);
            return service == null ? null : new Wanted(service, PROTOCOLS.contains(tag) ? "" : tag);
        }
        String whole = spelled(all);
        if (whole != null) {
            return new Wanted(whole, "");
        }
        for (int i = 1; i < labels.size(); i++) {
            String service = spelled(String.join(".", labels.subList(i, labels.size())));
            if (service != null) {
                return new Wanted(service, String.join(".", labels.subList(0, i)));
            }
        }
        return null;
    }

    /** The name of a known service as its members spell it; null if there is none. */
    private @Nullable String spelled(String lowerCase) {
        String known = spellings.get(lowerCase);
        if (known != null && !cluster.service(known).all().isEmpty()) {
            return known;
        }
        for (String service : cluster.services()) {
            if (service.equalsIgnoreCase(lowerCase)) {
                spellings.put(lowerCase, service);
                return service;
            }
        }
        spellings.remove(lowerCase);
        return null;
    }

    /** Whether any instance has the tag, ready or not. */
    private boolean used(Wanted wanted) {
        return cluster.service(wanted.service).all().stream()
                .anyMatch(instance ->
                        instance.service().tags().stream().anyMatch(tag -> tag.equalsIgnoreCase(wanted.tag)));
    }

    /** The records of all instances of a service that are up or drain. */
    private Compiled records(String service, Name domain) {
        ReadyInstances ready = cluster.service(service).ready();
        Compiled present = compiled.get(new Place(service, domain));
        // A service that has not changed has the same instances.
        if (present != null && present.of == ready) {
            return present;
        }
        long ttl = settings.ttlOf(service.toLowerCase(Locale.ROOT));
        Compiled records = Compiled.of(ready, instance -> ServiceRecords.of(instance, domain, ttl));
        if (compiled.size() >= KEPT) {
            compiled.clear();
            spellings.clear();
        }
        compiled.put(new Place(service, domain), records);
        return records;
    }
}
