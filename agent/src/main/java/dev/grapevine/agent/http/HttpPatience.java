package dev.grapevine.agent.http;

import java.time.Duration;

/**
 * How long the server waits for clients.
 *
 * @param request for a request to arrive: first its headers, then its body
 * @param keepAlive between comments on an event stream, by which both sides and proxies detect a dead connection
 * @param stalled for an event stream to accept anything; it has had a comment to read in that time
 */
public record HttpPatience(Duration request, Duration keepAlive, Duration stalled) {

    /** That of an agent. */
    public static final HttpPatience USUAL =
            new HttpPatience(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(30));
}
