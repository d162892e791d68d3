package dev.grapevine.agent.config;

import dev.grapevine.yaml.Units;
import java.time.Duration;

/** How the health of a service instance is found out. Immutable. */
public sealed interface CheckSpec {

    /**
     * A GET that passes on a status from 200 to 299.
     *
     * @param url an absolute {@code http} or {@code https} URL, or a path that begins with a slash: then on the instance's own
     *     address and port
     */
    record Http(String url, Pace pace) implements CheckSpec {
        /** Whether it is made on the instance's own address and port. */
        public boolean onInstance() {
            return url.startsWith("/");
        }

        @Override
        public String toString() {
            return onInstance() ? "http:" + url : url;
        }
    }

    /**
     * A connection that is taken.
     *
     * @param target {@code host:port}; empty for the instance's own address and port
     */
    record Tcp(String target, Pace pace) implements CheckSpec {
        /** Whether it is made on the instance's own address and port. */
        public boolean onInstance() {
            return target.isEmpty();
        }

        @Override
        public String toString() {
            return onInstance() ? "tcp" : "tcp://" + target;
        }
    }

    /**
     * A heartbeat that the service sends itself; critical when none came for so long.
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
     * How often and how patiently it is made.
     *
     * @param interval between runs, 1 ms to 24 h
     * @param timeout of one run, 1 ms to the interval
     * @param failures consecutive ones that make it critical, from 1
     * @param successes consecutive ones that make it passing again, from 1
     */
    record Pace(Duration interval, Duration timeout, int failures, int successes) {
        /** Every 10 s with all of that time, critical after two failures, passing after one success. */
        public static final Pace USUAL = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(10), 2, 1);
    }

    /** Whether it needs the instance to have a port. */
    default boolean needsPort() {
        return (this instanceof Http http && http.onInstance()) || (this instanceof Tcp tcp && tcp.onInstance());
    }
}
