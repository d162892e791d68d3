package dev.grapevine.cluster.check;

import java.net.URI;
import java.time.Duration;

/**
 * A GET request: 200 to 299 is passing, 429 (too many requests) a warning, all else critical. Follows no redirects.
 *
 * @param uri absolute, with a host
 */
public record HttpTarget(URI uri) implements CheckTarget {

    /**
     * A target, if this Java runtime can reach it.
     *
     * @throws UnsupportedOperationException if the runtime was made without the module {@code java.net.http}
     */
    public static HttpTarget of(URI uri) {
        try {
            Class.forName("java.net.http.HttpClient", false, HttpTarget.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException(
                    "HTTP checks need the module java.net.http, which this Java runtime does not have: require it in"
                            + " module-info.java, start java with --add-modules java.net.http, or add it to the image"
                            + " made by jlink",
                    e);
        }
        return new HttpTarget(uri);
    }

    @Override
    public CheckRun begin(CheckThreads threads) {
        return threads.http().get(uri);
    }

    @Override
    public String late(Duration timeout) {
        return "GET " + uri + ": no response within " + CheckTarget.seconds(timeout);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
