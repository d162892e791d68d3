package dev.grapevine.agent.config;

import dev.grapevine.core.config.Contradiction;
import dev.grapevine.yaml.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds values that are each allowed, and cannot all be meant. */
final class Contradictions {

    private final ResolvedConfig values;
    private final Problems problems;

    private Contradictions(ResolvedConfig values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    static void find(ResolvedConfig values, Problems problems) {
        Contradictions contradictions = new Contradictions(values, problems);
        contradictions.protocol();
        contradictions.ports();
        contradictions.reach();
        contradictions.services();
    }

    private void protocol() {
        for (Contradiction pair : Contradiction.in(values.settings())) {
            Key<Long> other = Keys.of(pair.other());
            contradict(Keys.of(pair.one()), other, pair.rule() + " " + shownBy(other));
        }
    }

    private void ports() {
        int gossip = values.get(Keys.NODE_PORT);
        HostPort member = new HostPort(values.get(Keys.NODE_BIND), gossip);
        Optional<HostPort> http = values.get(Keys.HTTP_LISTEN);
        Optional<HostPort> dns = values.get(Keys.DNS_LISTEN);
        if (http.isPresent() && collide(http.get(), member)) {
            contradict(Keys.HTTP_LISTEN, Keys.NODE_PORT, "is the same as " + said(Keys.NODE_PORT));
        }
        if (dns.isPresent() && collide(dns.get(), member)) {
            contradict(Keys.DNS_LISTEN, Keys.NODE_PORT, "is the same as " + said(Keys.NODE_PORT));
        }
        if (http.isPresent() && dns.isPresent() && collide(http.get(), dns.get())) {
            contradict(Keys.DNS_LISTEN, Keys.HTTP_LISTEN, "is the same as " + said(Keys.HTTP_LISTEN));
        }
        // Discovery listens on the broadcast address, which only a socket for all addresses takes away.
        boolean both =
                HostNames.wildcard(member.host()) && values.get(Keys.BROADCAST).equals(Optional.of(gossip));
        if (both && values.given(Keys.BROADCAST)) {
            contradict(Keys.BROADCAST, Keys.NODE_PORT, "is the same as " + said(Keys.NODE_PORT));
        }
    }

    private static boolean collide(HostPort one, HostPort other) {
        boolean sameHost = one.host().equalsIgnoreCase(other.host())
                || HostNames.wildcard(one.host())
                || HostNames.wildcard(other.host());
        return one.port() != 0 && one.port() == other.port() && sameHost;
    }

    private void reach() {
        String bind = values.get(Keys.NODE_BIND);
        Optional<String> advertise = values.find(Keys.NODE_ADVERTISE);
        if (advertise.isEmpty()) {
            return;
        }
        if (HostNames.wildcard(advertise.get())) {
            problems.add(
                    values.place(Keys.NODE_ADVERTISE),
                    Keys.NODE_ADVERTISE.name(),
                    advertise.get() + " is no address that others can reach; leave it out to have it found");
        } else if (HostNames.loopback(bind)
                && HostNames.literal(advertise.get())
                && !HostNames.loopback(advertise.get())) {
            contradict(
                    Keys.NODE_ADVERTISE,
                    Keys.NODE_BIND,
                    "cannot be reached while " + said(Keys.NODE_BIND) + " listens on this host alone; set node.bind to "
                            + advertise.get() + " or 0.0.0.0");
        }
    }

    private void services() {
        Set<String> ids = new HashSet<>();
        for (ServiceSpec service : values.get(Keys.SERVICES, List.of())) {
            if (!ids.add(service.id())) {
                problems.add(
                        values.place(Keys.SERVICES),
                        Keys.SERVICES.name(),
                        "two instances have the id \"" + service.id() + "\"; give one an id of its own: "
                                + service.name() + (service.port() > 0 ? ":" + service.port() : "") + "?id="
                                + service.id() + "-2");
            }
        }
    }

    /** Said of the one that somebody set; the other is likely a default. */
    private void contradict(Key<?> one, Key<?> other, String words) {
        Key<?> blamed = values.given(one) || !values.given(other) ? one : other;
        problems.add(values.place(blamed), one.name(), shown(one) + " " + words);
    }

    private String said(Key<?> key) {
        return key.name() + " " + shownBy(key);
    }

    private String shownBy(Key<?> key) {
        return shown(key) + " (" + values.source(key) + ")";
    }

    private <T> String shown(Key<T> key) {
        return values.find(key).map(key.type()::show).orElse("");
    }
}
