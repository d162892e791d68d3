package dev.grapevine.agent.http;

import java.time.Duration;

/** What one agent gives its HTTP clients at most. An agent is a neighbour of the real work on its host: it stays small. */
final class HttpLimits {

    /** A registration with all tags and metadata that a member may publish is far below. */
    static final int BODY_BYTES = 64 * 1024;

    /** Request line and headers together; a bearer token and a browser's headers fit many times. */
    static final int HEADER_BYTES = 8 * 1024;

    /** Event streams at a time: each costs a connection and a timer, no thread. */
    static final int STREAMS = 64;

    /** Blocking reads at a time: each costs a connection and a timer, no thread. */
    static final int PARKED = 256;

    /** Connections at a time; beyond it new ones wait in the system's backlog. */
    static final int CONNECTIONS = 1_024;

    /** Handlers do not wait for others, so few threads do; they are there only under load. */
    static final int THREADS = 16;

    /** A blocking read that names no time waits this long. */
    static final Duration WAIT = Duration.ofSeconds(30);

    /** Longer than proxies commonly keep a silent request anyway. */
    static final Duration MAX_WAIT = Duration.ofMinutes(5);

    /** A comment on a silent event stream, so that both sides and proxies notice a dead connection. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    /** A connection on which nothing moves. Event streams are kept by their comments. */
    static final Duration IDLE = Duration.ofSeconds(60);

    private HttpLimits() {}
}
