package dev.grapevine.agent.config;

import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.cluster.net.HostSyntax;
import dev.grapevine.model.Contradiction;
import dev.grapevine.model.EncryptionMode;
import dev.grapevine.yaml.Problems;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds values that are allowed individually, but contradict each other. */
final class ConsistencyCheck {

    private final ResolvedConfig values;
    private final Problems problems;

    private ConsistencyCheck(ResolvedConfig values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    static void find(ResolvedConfig values, Problems problems) {
        ConsistencyCheck contradictions = new ConsistencyCheck(values, problems);
        contradictions.protocol();
        contradictions.ports();
        contradictions.reach();
        contradictions.services();
        contradictions.templates();
        for (ConfigKey<List<String>> key : ConfigKeys.ALLOW_LISTS) {
            contradictions.few(key);
        }
        contradictions.needs(ConfigKeys.TLS_CERTIFICATE, ConfigKeys.TLS_KEY);
        contradictions.needs(ConfigKeys.TLS_KEY, ConfigKeys.TLS_CERTIFICATE);
        contradictions.needs(ConfigKeys.TLS_CLIENT_CA, ConfigKeys.TLS_CERTIFICATE);
    }

    /** Without a key, nothing can be sealed. */
    static void keyless(ResolvedConfig values, Problems problems) {
        if (values.get(ConfigKeys.ENCRYPTION_MODE) != EncryptionMode.OFF) {
            problems.add(
                    values.place(ConfigKeys.ENCRYPTION_MODE),
                    ConfigKeys.ENCRYPTION_MODE.name(),
                    "needs a key, and there is none; set encryption.key-file (grapevine keygen makes a key), or the mode off");
        }
    }

    private void few(ConfigKey<List<String>> key) {
        int found = values.get(key, List.of()).size();
        if (found > AllowList.MAX_ENTRIES) {
            problems.add(
                    values.place(key),
                    key.name(),
                    "found " + found + " networks, expected at most " + AllowList.MAX_ENTRIES
                            + "; use fewer, larger ones");
        }
    }

    private void needs(ConfigKey<?> one, ConfigKey<?> other) {
        if (values.given(one) && !values.given(other)) {
            problems.add(values.place(one), one.name(), "needs " + other.name() + " as well; set both, or none");
        }
    }

    private void protocol() {
        for (Contradiction pair : Contradiction.in(values.settings())) {
            ConfigKey<Long> other = ConfigKeys.of(pair.other());
            contradict(ConfigKeys.of(pair.one()), other, pair.rule() + " " + shownBy(other));
        }
    }

    private void ports() {
        int gossip = values.get(ConfigKeys.NODE_PORT);
        HostPort member = new HostPort(values.get(ConfigKeys.NODE_BIND), gossip);
        Optional<HostPort> http = values.get(ConfigKeys.HTTP_LISTEN);
        if (http.isPresent() && collide(http.get(), member)) {
            contradict(ConfigKeys.HTTP_LISTEN, ConfigKeys.NODE_PORT, "is the same as " + named(ConfigKeys.NODE_PORT));
        }
        // Discovery listens on the broadcast address, which conflicts only with a socket for all addresses.
        boolean both = HostSyntax.wildcard(member.host())
                && values.get(ConfigKeys.BROADCAST).equals(Optional.of(gossip));
        if (both && values.given(ConfigKeys.BROADCAST)) {
            contradict(ConfigKeys.BROADCAST, ConfigKeys.NODE_PORT, "is the same as " + named(ConfigKeys.NODE_PORT));
        }
    }

    private static boolean collide(HostPort one, HostPort other) {
        boolean sameHost = one.host().equalsIgnoreCase(other.host())
                || HostSyntax.wildcard(one.host())
                || HostSyntax.wildcard(other.host());
        return one.port() != 0 && one.port() == other.port() && sameHost;
    }

    private void reach() {
        String bind = values.get(ConfigKeys.NODE_BIND);
        refuseScope(ConfigKeys.NODE_BIND, bind);
        for (String seed : values.get(ConfigKeys.SEEDS, List.of())) {
            refuseScope(ConfigKeys.SEEDS, seed);
        }
        Optional<String> advertise = values.find(ConfigKeys.NODE_ADVERTISE);
        if (advertise.isEmpty()) {
            return;
        }
        refuseScope(ConfigKeys.NODE_ADVERTISE, advertise.get());
        String kind = HostSyntax.literal(advertise.get()) ? unreachable(advertise.get()) : "";
        if (!kind.isEmpty()) {
            problems.add(
                    values.place(ConfigKeys.NODE_ADVERTISE),
                    ConfigKeys.NODE_ADVERTISE.name(),
                    advertise.get() + " is " + kind + "; leave it out to have an address found");
        } else if (HostSyntax.loopback(bind)
                && HostSyntax.literal(advertise.get())
                && !HostSyntax.loopback(advertise.get())) {
            contradict(
                    ConfigKeys.NODE_ADVERTISE,
                    ConfigKeys.NODE_BIND,
                    "cannot be reached while " + named(ConfigKeys.NODE_BIND)
                            + " listens on this host alone; set node.bind to " + advertise.get() + " or 0.0.0.0");
        }
    }

    /** Why others cannot reach a member at this address; empty if they can. The text is a literal, so nothing is looked up. */
    private static String unreachable(String literal) {
        InetAddress address;
        try {
            address = InetAddress.getByName(literal.replaceFirst("%.*", ""));
        } catch (UnknownHostException notALiteral) {
            return "";
        }
        if (address.isAnyLocalAddress()) {
            return "not an address that others can reach";
        }
        if (address.isMulticastAddress()) {
            return "a multicast address, which belongs to no member";
        }
        return literal.equals("255.255.255.255") ? "a broadcast address, which belongs to no member" : "";
    }

    /** Members tell each other addresses without a scope, since it means something else on each host. */
    private void refuseScope(ConfigKey<?> key, String host) {
        if (host.indexOf('%') >= 0) {
            problems.add(
                    values.place(key),
                    key.name(),
                    host + " has a scope, which other members cannot use; use an address that is not link-local");
        }
    }

    private void services() {
        Set<String> ids = new HashSet<>();
        for (ServiceSpec service : values.get(ConfigKeys.SERVICES, List.of())) {
            if (!ids.add(service.id())) {
                problems.add(
                        values.place(ConfigKeys.SERVICES),
                        ConfigKeys.SERVICES.name(),
                        "two instances have the id \"" + service.id() + "\"; give one an id of its own: "
                                + service.name() + (service.port() > 0 ? ":" + service.port() : "") + "?id="
                                + service.id() + "-2");
            }
        }
    }

    private void templates() {
        Set<Path> files = new HashSet<>();
        for (TemplateSpec template : values.get(ConfigKeys.TEMPLATES, List.of())) {
            if (!files.add(template.file().toAbsolutePath().normalize())) {
                problems.add(
                        values.place(ConfigKeys.TEMPLATES),
                        ConfigKeys.TEMPLATES.name(),
                        "two templates make the file " + template.file() + "; give each a file of its own");
            }
        }
    }

    /** Reports the problem for the key that was set; the other is most likely a default. */
    private void contradict(ConfigKey<?> one, ConfigKey<?> other, String words) {
        ConfigKey<?> blamed = values.given(one) || !values.given(other) ? one : other;
        problems.add(values.place(blamed), one.name(), shown(one) + " " + words);
    }

    private String named(ConfigKey<?> key) {
        return key.name() + " " + shownBy(key);
    }

    private String shownBy(ConfigKey<?> key) {
        return shown(key) + " (" + values.source(key) + ")";
    }

    private <T> String shown(ConfigKey<T> key) {
        return values.find(key).map(key.type()::show).orElse("");
    }
}
