package dev.grapevine.agent.config;

import dev.grapevine.cluster.check.CheckPolicy;
import dev.grapevine.cluster.check.CheckUrl;
import dev.grapevine.cluster.check.HttpCheckOptions;
import dev.grapevine.cluster.net.HostSyntax;
import dev.grapevine.yaml.Units;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the health of a service instance is checked. Immutable. */
public sealed interface CheckSpec {

    /** What the check is called. */
    Label label();

    /** What it is called where nobody has named it. */
    String kind();

    /** A check that the agent makes again and again. */
    sealed interface Polled extends CheckSpec {
        Pace pace();

        /** Whether it uses the instance's own address and port. */
        boolean onInstance();
    }

    /**
     * An HTTP request, which passes with a status from 200 to 299.
     *
     * @param url an absolute {@code http} or {@code https} URL, or a path that begins with a slash, to be requested
     *     from the instance's own address and port
     * @param options what to send besides, and whom to trust
     */
    record Http(String url, HttpCheckOptions options, Pace pace, Label label) implements Polled {
        public Http(String url, Pace pace) {
            this(url, HttpCheckOptions.NONE, pace);
        }

        public Http(String url, HttpCheckOptions options, Pace pace) {
            this(url, options, pace, Label.NONE);
        }

        @Override
        public boolean onInstance() {
            return url.startsWith("/");
        }

        @Override
        public String kind() {
            return "http";
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
    record Tcp(String target, Pace pace, Label label) implements Polled {
        public Tcp(String target, Pace pace) {
            this(target, pace, Label.NONE);
        }

        @Override
        public boolean onInstance() {
            return target.isEmpty();
        }

        @Override
        public String kind() {
            return "tcp";
        }

        @Override
        public String toString() {
            return onInstance() ? "tcp" : "tcp://" + target;
        }
    }

    /**
     * The health service of gRPC ({@code grpc.health.v1.Health}), which passes with SERVING.
     *
     * @param target {@code host:port}; empty for the instance's own address and port
     * @param service that the server is asked about; empty for the server as a whole
     * @param options whom to trust
     */
    record Grpc(boolean tls, String target, String service, HttpCheckOptions options, Pace pace, Label label)
            implements Polled {

        @Override
        public boolean onInstance() {
            return target.isEmpty();
        }

        @Override
        public String kind() {
            return "grpc";
        }

        @Override
        public String toString() {
            return (tls ? "grpcs" : "grpc")
                    + (target.isEmpty() ? service.isEmpty() ? "" : ":" : "://" + target)
                    + (service.isEmpty() ? "" : "/" + service);
        }
    }

    /**
     * A program on this host: exit status 0 passes, 1 is a warning, all else critical. A script can do
     * whatever the user of the agent can, so scripts are taken from the configuration alone.
     *
     * @param command the program and its arguments, which no shell looks into
     */
    record Script(List<String> command, Pace pace, Label label) implements Polled {
        public Script {
            command = List.copyOf(command);
        }

        @Override
        public boolean onInstance() {
            return false;
        }

        @Override
        public String kind() {
            return "script";
        }

        @Override
        public String toString() {
            return "script:" + String.join(" ", command);
        }
    }

    /**
     * The health of another service, or of a member, as this member sees it.
     *
     * @param service its name; empty for the member itself
     * @param member whose instances count; empty for this member, {@value #ANY} for all members
     */
    record Alias(String service, String member, Pace pace, Label label) implements Polled {

        /** Begins the id of each alias check, and of no other: so members can tell what follows from what. */
        public static final String PREFIX = "alias:";

        /** All members. */
        public static final String ANY = "*";

        @Override
        public boolean onInstance() {
            return false;
        }

        @Override
        public String kind() {
            return toString();
        }

        @Override
        public String toString() {
            return PREFIX + service + (member.isEmpty() ? "" : "@" + member);
        }
    }

    /**
     * A heartbeat that the service itself sends; critical when none arrived within the TTL.
     *
     * @param ttl 1 ms to 24 h
     */
    record Ttl(Duration ttl, Label label) implements CheckSpec {
        public Ttl(Duration ttl) {
            this(ttl, Label.NONE);
        }

        @Override
        public String kind() {
            return "ttl";
        }

        @Override
        public String toString() {
            return "ttl:" + Units.duration(ttl.toNanos());
        }
    }

    /**
     * What a check is called, and when its instance goes.
     *
     * @param id unique among the checks of the instance; empty for the default
     * @param name for people; may be empty
     * @param deregisterAfter an instance is withdrawn once this check has been critical for so long; empty for never
     */
    record Label(String id, String name, Optional<Duration> deregisterAfter) {
        public static final Label NONE = new Label("", "", Optional.empty());
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

        /** Each second, because it costs nothing; every result counts. */
        public static final Pace OF_ALIASES = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1);

        /** Every 30 s, with a timeout of 30 s, critical after two failures, passing after one success. */
        public static final Pace OF_SCRIPTS = new Pace(Duration.ofSeconds(30), Duration.ofSeconds(30), 2, 1);

        public CheckPolicy policy() {
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
        if (this instanceof Grpc grpc) {
            return new Grpc(
                    grpc.tls(),
                    new HostPort(host, port).toString(),
                    grpc.service(),
                    grpc.options(),
                    grpc.pace(),
                    grpc.label());
        }
        return this instanceof Http http
                ? new Http(CheckUrl.of(host, port, http.url()).toString(), http.options(), http.pace(), http.label())
                : new Tcp(new HostPort(host, port).toString(), ((Tcp) this).pace(), label());
    }

    /** Whether the instance must have a port. */
    default boolean needsPort() {
        return this instanceof Polled polled && polled.onInstance();
    }

    /**
     * Does nothing if all ids that are given differ.
     *
     * @throws IllegalArgumentException if an id is there twice
     */
    static void requireUnique(List<CheckSpec> checks) {
        Set<String> seen = new HashSet<>();
        for (CheckSpec check : checks) {
            String id =
                    check instanceof Alias ? check.toString() : check.label().id();
            if (!id.isEmpty() && !seen.add(id)) {
                throw new IllegalArgumentException("check " + id + " is there twice; give each check an id of its own");
            }
        }
    }

    /**
     * Does nothing if a check may be registered through the API.
     *
     * @throws IllegalArgumentException if it may not, with a message that says where it may
     */
    static void requireForApi(List<CheckSpec> checks) {
        for (CheckSpec check : checks) {
            if (check instanceof Script) {
                throw new IllegalArgumentException(
                        "scripts are not taken through the API, where they would let any client"
                                + " run programs on this host: configure the service with its script on this host, in the"
                                + " agent's file, or by --service or SERVICES");
            }
            HttpCheckOptions options = check instanceof Http http
                    ? http.options()
                    : check instanceof Grpc grpc ? grpc.options() : HttpCheckOptions.NONE;
            if (options.authorities().isPresent()) {
                throw new IllegalArgumentException(
                        "ca is not taken through the API, because it names a file of this host:"
                                + " configure the service on this host, in the agent's file, or by --service or SERVICES");
            }
        }
    }
}
