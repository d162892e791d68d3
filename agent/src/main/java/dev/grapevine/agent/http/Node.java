package dev.grapevine.agent.http;

import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.cluster.Cluster;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the API serves: the parts of one running agent.
 *
 * @param metrics the text of a scrape
 * @param leave makes the agent leave and end; returns at once
 */
public record Node(
        Cluster cluster,
        EventHistory feed,
        LocalServices services,
        Supplier<String> metrics,
        Runnable leave,
        Facts facts,
        Clock clock) {

    /**
     * What does not change while it runs.
     *
     * @param cluster name of the cluster
     * @param profile {@code local}, {@code lan} or {@code wan}
     * @param version of the program
     * @param data folder for what outlives a restart
     */
    public record Facts(String cluster, String profile, String version, Instant startedAt, Optional<Path> data) {}
}
