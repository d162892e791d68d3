package dev.grapevine.agent.http;

import java.time.Duration;

/** Limits on what HTTP clients can use. An agent shares its host with the real work, so it stays small. */
final class HttpLimits {

    /**
     * The size of a request body. A registration with all tags and metadata that a member may publish is much smaller.
     */
    static final int BODY_BYTES = 64 * 1024;

    /** The size of the request line with all headers. A bearer token and the headers of a browser are much smaller. */
    static final int HEADER_BYTES = 8 * 1024;

    /** Open event streams. Each costs a connection and a timer, but no thread. */
    static final int STREAMS = 64;

    /** Waiting blocking reads. Each costs a connection and a timer, but no thread. */
    static final int PARKED = 256;

    /** Open connections. Further ones wait in the system's backlog. */
    static final int CONNECTIONS = 1_024;

    /** Threads. Handlers do not block, so a few are enough; they exist only under load. */
    static final int THREADS = 16;

    /** How long a blocking read waits by default. */
    static final Duration WAIT = Duration.ofSeconds(30);

    /** How long a blocking read waits at most. Proxies usually drop a silent request earlier. */
    static final Duration MAX_WAIT = Duration.ofMinutes(5);

    /** The interval of comments on an event stream, by which both sides and proxies detect a dead connection. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    /** How long a connection may be idle. The comments keep event streams open. */
    static final Duration IDLE = Duration.ofSeconds(60);

    private HttpLimits() {}
}
