package dev.grapevine.agent.http;

import dev.grapevine.agent.api.EncryptionInfo;
import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.SelfInfo;
import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.agent.services.OperatorState;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Address;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What this member says of itself. Thread-safe. */
final class SelfReport {

    private final Cluster cluster;
    private final LocalServices services;
    private final AgentInfo info;
    private final Address listening;
    private final Clock clock;

    /** @param listening where this API is served */
    SelfReport(Cluster cluster, LocalServices services, AgentInfo info, Address listening, Clock clock) {
        this.cluster = cluster;
        this.services = services;
        this.info = info;
        this.listening = listening;
        this.clock = clock;
    }

    SelfInfo now() {
        Instant now = clock.instant();
        OperatorState wanted = services.member();
        return new SelfInfo(
                MemberInfo.of(cluster.self()),
                info.cluster(),
                info.profile(),
                info.version(),
                cluster.address().toString(),
                listening.toString(),
                ProcessHandle.current().pid(),
                info.startedAt(),
                Duration.between(info.startedAt(), now).toMillis() / 1e3,
                new ReadinessState(cluster).ready(),
                info.expect(),
                cluster.stats().protocol().healthScore(),
                EnumNames.of(wanted.state()),
                wanted.drainsUntil(),
                EncryptionInfo.of(cluster.encryption()),
                info.data().map(Path::toString).orElse(null));
    }
}
