package dev.grapevine.cluster.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * Looks up DNS SRV records, which {@link java.net.InetAddress} does not support, with the DNS provider of the JDK's
 * naming service. The modules {@code java.naming} and {@code jdk.naming.dns} may be missing from a small runtime image.
 * So this class is loaded only when an SRV seed is looked up, and a failure to load it is reported like any other
 * failed lookup.
 */
final class SrvLookup {

    private static final String PROVIDER = "com.sun.jndi.dns.DnsContextFactory";
    private static final String TIMEOUT_MILLIS = "2000";

    private SrvLookup() {}

    /**
     * Looks up the records of a name.
     *
     * @param server {@code dns:} for the system's server, or {@code dns://host:port}
     * @return hosts and ports, best priority first
     * @throws NamingException with the reason, for users
     */
    @SuppressWarnings({"BanJNDI", "JdkObsolete"
    }) // DNS answers are text, nothing is deserialized; the API wants a Hashtable
    static List<Seed> lookUp(String name, String server) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, PROVIDER);
        environment.put(Context.PROVIDER_URL, server);
        environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
        environment.put("com.sun.jndi.dns.timeout.retries", "1");
        InitialDirContext dns = new InitialDirContext(environment);
        try {
            Attribute records = dns.getAttributes(name, new String[] {"SRV"}).get("SRV");
            if (records == null) {
                throw new NamingException("no SRV records");
            }
            return parse(records);
        } finally {
            dns.close();
        }
    }

    private record Target(int priority, Seed seed) {}

    private static List<Seed> parse(Attribute records) throws NamingException {
        List<Target> targets = new ArrayList<>();
        NamingEnumeration<?> all = records.getAll();
        while (all.hasMore()) {
            String[] fields = String.valueOf(all.next()).split(" "); // priority, weight, port, target
            String host = fields[3].endsWith(".") ? fields[3].substring(0, fields[3].length() - 1) : fields[3];
            int port = Integer.parseInt(fields[2]);
            if (!host.isEmpty()) { // the target "." means that the service is not available
                targets.add(new Target(
                        Integer.parseInt(fields[0]), new Seed(host, port == 0 ? Seed.DEFAULT_PORT : port, false)));
            }
        }
        Collections.shuffle(targets); // instead of the weights: load only has to be spread over the seeds
        targets.sort(Comparator.comparingInt(Target::priority));
        return targets.stream().map(Target::seed).toList();
    }
}
