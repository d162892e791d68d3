package dev.grapevine.agent.config;

import dev.grapevine.cluster.check.CheckDefinition;
import dev.grapevine.cluster.check.CheckPolicy;
import dev.grapevine.cluster.check.CheckTarget;
import dev.grapevine.cluster.check.CheckUrl;
import dev.grapevine.cluster.check.HttpCheckOptions;
import dev.grapevine.cluster.net.HostSyntax;
import dev.grapevine.yaml.Units;
import java.time.Duration;

/** How the health of a service instance is checked. Immutable. */
public sealed interface CheckSpec {

    /** A check that the agent makes again and again. */
    sealed interface Polled extends CheckSpec {
        Pace pace();

        /** Whether it uses the instance's own address and port. */
        boolean onInstance();
    }

    /**
     * A GET request, which passes with a status from 200 to 299.
     *
     * @param url an absolute {@code http} or {@code https} URL, or a path that begins with a slash, to be requested
     *     from the instance's own address and port
     * @param options what to send besides, and whom to trust
     */
    record Http(String url, HttpCheckOptions options, Pace pace) implements Polled {
        public Http(String url, Pace pace) {
            this(url, HttpCheckOptions.NONE, pace);
        }

        @Override
        public boolean onInstance() {
            return url.startsWith("/");
        }

        @Override
        public String toString() {
            return onInstance() ? "http:" + url : url;
        }
    }

    /**
     * A TCP connection, which passes if it is accepted.
     *
     * @param target {@code host:port}; empty for the instance's own address and port
     */
    record Tcp(String target, Pace pace) implements Polled {
        @Override
        public boolean onInstance() {
            return target.isEmpty();
        }

        @Override
        public String toString() {
            return onInstance() ? "tcp" : "tcp://" + target;
        }
    }

    /**
     * A heartbeat that the service itself sends; critical when none arrived within the TTL.
     *
     * @param ttl 1 ms to 24 h
     */
    record Ttl(Duration ttl) implements CheckSpec {
        @Override
        public String toString() {
            return "ttl:" + Units.duration(ttl.toNanos());
        }
    }

    /**
     * How often a check runs, and which results change the health.
     *
     * @param interval between runs, 1 ms to 24 h
     * @param timeout of one run, 1 ms to the interval
     * @param failures consecutive failures that make it critical, from 1
     * @param successes consecutive successes that make it passing again, from 1
     */
    record Pace(Duration interval, Duration timeout, int failures, int successes) {
        /** Every 10 s, with a timeout of 10 s, critical after two failures, passing after one success. */
        public static final Pace DEFAULT = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(10), 2, 1);

        CheckPolicy policy() {
            return new CheckPolicy(interval, timeout, failures, successes);
        }
    }

    /**
     * The same check, with the address of the instance filled in.
     *
     * @param host where the instance listens
     * @throws IllegalArgumentException if it needs an address, and this is none
     */
    default CheckSpec at(String host, int port) {
        if (!needsPort()) {
            return this;
        }
        if (!HostSyntax.valid(host)) {
            throw new IllegalArgumentException("check " + this + " cannot use the address '" + host
                    + "' of the instance: give the instance an IP address or a host name of letters, digits, '.', '_' and"
                    + " '-', or use a check with a full target");
        }
        return this instanceof Http http
                ? new Http(CheckUrl.of(host, port, http.url()).toString(), http.options(), http.pace())
                : new Tcp(new HostPort(host, port).toString(), ((Tcp) this).pace());
    }

    /**
     * What the engine of the checks is to do. To be called for a check that has an address.
     *
     * @throws IllegalArgumentException if there is no such host or port
     */
    default CheckDefinition definition() {
        if (this instanceof Http http) {
            return new CheckDefinition.Polled(
                    new CheckTarget.Http(CheckUrl.parse(http.url()), http.options()),
                    http.pace().policy());
        }
        if (this instanceof Tcp tcp) {
            HostPort target = HostPort.parse(tcp.target());
            return new CheckDefinition.Polled(
                    new CheckTarget.Tcp(target.host(), target.port()),
                    tcp.pace().policy());
        }
        return new CheckDefinition.Ttl(((Ttl) this).ttl());
    }

    /** Whether the instance must have a port. */
    default boolean needsPort() {
        return this instanceof Polled polled && polled.onInstance();
    }
}
