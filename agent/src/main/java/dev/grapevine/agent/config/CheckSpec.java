package dev.grapevine.agent.config;

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
     */
    record Http(String url, Pace pace) implements Polled {
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
    }

    /** Whether the instance must have a port. */
    default boolean needsPort() {
        return this instanceof Polled polled && polled.onInstance();
    }
}
