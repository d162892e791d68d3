package dev.grapevine.agent.http;

import dev.grapevine.agent.dns.DnsCounts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What the API says about the agent itself. Does not change while the agent runs.
 *
 * @param cluster name of the cluster
 * @param profile {@code local}, {@code lan} or {@code wan}
 * @param version of the program
 * @param expect members that readiness waits for, this one included; 1 for none
 * @param data folder for what survives a restart; empty for none
 * @param dns what the DNS server has done; empty if there is none
 */
public record AgentInfo(
        String cluster,
        String profile,
        String version,
        int expect,
        Instant startedAt,
        Optional<Path> data,
        Optional<DnsCounts> dns) {}
