package dev.grapevine.cluster.check;

import dev.grapevine.cluster.net.HostSyntax;
import dev.grapevine.model.Health;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a check asks. Immutable; equal to another that asks the same. */
public sealed interface CheckTarget {

    /** An HTTP request: 200 to 299 is passing, 429 (too many requests) a warning, all else critical. */
    record Http(CheckUrl url, HttpCheckOptions options) implements CheckTarget {
        public Http(CheckUrl url) {
            this(url, HttpCheckOptions.NONE);
        }

        @Override
        public String toString() {
            return url.toString();
        }
    }

    /**
     * A TCP connection: passing if it is accepted.
     *
     * @param host name or IP literal, IPv6 without brackets
     * @param port 1 to 65535
     */
    record Tcp(String host, int port) implements CheckTarget {
        public Tcp {
            if (!HostSyntax.valid(host)) {
                throw new IllegalArgumentException(
                        "check host '" + host + "' is not allowed: use a host name or an IP address without port");
            }
            if (port < 1 || port > 0xffff) {
                throw new IllegalArgumentException("check port must be 1 to 65535, not " + port);
            }
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * Code of the program, which says how healthy it is.
     *
     * @param supplier may block, and may return null or throw, although it should not
     */
    record Program(Supplier<? extends @Nullable Health> supplier) implements CheckTarget {
        @Override
        public String toString() {
            return "code of this program";
        }
    }

    /** What the engine does not know how to ask: a target that makes its runs itself. Equal to another that asks the same. */
    non-sealed interface Custom extends CheckTarget {
        /**
         * Begins a run. Does not block. Anything it throws is the end of the run.
         *
         * @param names looks up hosts, and leaves out the addresses that checks may not reach
         */
        CheckRun begin(CheckTransport.Punctuality punctuality, CheckResolver names);
    }

    /** A duration for people. */
    static String seconds(Duration duration) {
        return duration.toMillis() / 1e3 + " s";
    }
}
