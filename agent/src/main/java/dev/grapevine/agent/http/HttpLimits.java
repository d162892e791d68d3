package dev.grapevine.agent.http;

import java.time.Duration;

/** Limits on what HTTP clients can use. An agent shares its host with the real work, so it stays small. */
final class HttpLimits {

    /**
     * The size of a request body. A registration with all tags and metadata that a member may publish is much smaller.
     */
    static final int BODY_BYTES = 64 * 1024;

    /** The body of Envoy, which lists all its extensions in each request. */
    static final int ENVOY_BODY_BYTES = 256 * 1024;

    /** Request bodies that are in memory, all together. They are read before it is known who sends them. */
    static final int BODIES_BYTES = 16 * 1024 * 1024;

    /** The size of the request line with all headers. A bearer token and the headers of a browser are much smaller. */
    static final int HEADER_BYTES = 8 * 1024;

    /** Open event streams. Each costs a connection and a timer, but no thread. */
    static final int STREAMS = 64;

    /** Open event streams of one client address. */
    static final int STREAMS_PER_CLIENT = 48;

    /** Waiting blocking reads. Each costs a connection and a timer, but no thread. */
    static final int PARKED = 256;

    /** Waiting blocking reads of one client address. */
    static final int PARKED_PER_CLIENT = 192;

    /** Open connections. For a further one, one is closed that is not used. */
    static final int CONNECTIONS = 1_024;

    /** Open connections of one client address. */
    static final int CONNECTIONS_PER_CLIENT = 768;

    /** Threads that read requests and write responses, without blocking; they exist only under load. */
    static final int IO_THREADS = 4;

    /** Threads that answer requests; they exist only under load. */
    static final int WORKERS = 16;

    /** Responses that are collected in memory, all together. */
    static final long RESPONSE_BYTES = 32L << 20;

    /** What the kernel takes of a response that is not read. By itself, it takes megabytes. */
    static final int SEND_BUFFER_BYTES = 64 * 1024;

    /** How long a client may take nothing of a response. */
    static final Duration WRITE = Duration.ofSeconds(10);

    /** How long the end of the server waits for answers that are being written. */
    static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

    /** How long a blocking read waits by default. */
    static final Duration WAIT = Duration.ofSeconds(30);

    /** How long a blocking read waits at most. Proxies usually drop a silent request earlier. */
    static final Duration MAX_WAIT = Duration.ofMinutes(5);

    /** How long a connection may be idle. The comments keep event streams open. */
    static final Duration IDLE = Duration.ofSeconds(60);

    /** How long a connection may be silent before the kernel asks whether the client is there. */
    static final Duration PROBE = Duration.ofSeconds(15);

    /** How often the kernel asks again, if there is no answer. */
    static final Duration PROBE_AGAIN = Duration.ofSeconds(5);

    /** How often it asks in all before it closes the connection. */
    static final int PROBES = 3;

    private HttpLimits() {}

    /** The largest body of a request to a path. */
    static int bodyBytes(String path) {
        return path.equals(DiscoveryRoutes.ENDPOINTS) ? ENVOY_BODY_BYTES : BODY_BYTES;
    }
}
