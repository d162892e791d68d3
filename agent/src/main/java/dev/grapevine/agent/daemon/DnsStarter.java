package dev.grapevine.agent.daemon;

import dev.grapevine.agent.config.DnsConfig;
import dev.grapevine.agent.config.HostPort;
import dev.grapevine.agent.dns.DnsServer;
import dev.grapevine.agent.dns.DnsSettings;
import dev.grapevine.agent.dns.DnsSockets;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.StartException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** Starts the DNS server of an agent. */
final class DnsStarter {

    private static final Logger LOG = System.getLogger("dev.grapevine.agent");

    /** What passes every network (the DNS flag day of 2020). */
    private static final int UDP_SIZE = 1_232;

    /** Where no network is between. */
    private static final int LOOPBACK_UDP_SIZE = 8_192;

    private DnsStarter() {}

    /**
     * Starts it as configured; null if it is off.
     *
     * @throws StartException if it cannot be served at the address that was given
     */
    static @Nullable DnsServer start(DnsConfig config, Cluster cluster) throws IOException {
        Optional<DnsSockets> sockets = config.listen().flatMap(listen -> bind(listen, config.required()));
        if (sockets.isEmpty()) {
            return null;
        }
        List<Name> domains = config.domains().stream()
                .map(domain -> Name.fromConstantString(domain.endsWith(".") ? domain : domain + "."))
                .toList();
        DnsSettings settings =
                new DnsSettings(domains, config.ttl(), config.serviceTtls(), config.negativeTtl(), config.warnings());
        boolean loopback = sockets.get().loopback();
        return DnsServer.start(
                sockets.get(), cluster, settings, config.udpSize().orElse(loopback ? LOOPBACK_UDP_SIZE : UDP_SIZE));
    }

    private static Optional<DnsSockets> bind(HostPort listen, boolean required) {
        InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
        String why;
        IOException cause = null;
        if (address.isUnresolved()) {
            why = "unknown host " + listen.host();
        } else {
            try {
                return Optional.of(DnsSockets.bind(address));
            } catch (IOException e) {
                cause = e;
                boolean used = e instanceof BindException
                        && String.valueOf(e.getMessage()).contains("in use");
                why = used ? "port " + listen.port() + " is in use" : String.valueOf(e.getMessage());
            }
        }
        String problem = "cannot serve DNS on " + listen + ": " + why
                + "; set another address with --dns HOST:PORT, GRAPEVINE_DNS or dns.listen, or disable DNS with --dns off";
        if (required) {
            throw new StartException(problem, cause);
        }
        LOG.log(Level.WARNING, problem + ". This agent goes on without it.");
        return Optional.empty();
    }
}
