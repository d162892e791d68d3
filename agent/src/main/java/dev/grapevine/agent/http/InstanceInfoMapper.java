package dev.grapevine.agent.http;

import dev.grapevine.agent.api.CheckInfo;
import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.check.CheckStatus;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.agent.services.Registration;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Instance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maps instances to JSON, with the checks of local instances, which only this member knows. */
final class InstanceInfoMapper {

    private final Cluster cluster;
    private final LocalServices services;

    InstanceInfoMapper(Cluster cluster, LocalServices services) {
        this.cluster = cluster;
        this.services = services;
    }

    InstanceInfo of(Instance instance) {
        InstanceInfo checked = checked(instance);
        return checked == null ? InstanceInfo.of(instance) : checked;
    }

    /** A local instance with its checks; null for any other, and for one without checks. */
    @Nullable InstanceInfo checked(Instance instance) {
        if (!instance.member().local()) {
            return null;
        }
        List<CheckStatus> checks =
                services.checks(instance.service().service(), instance.service().id());
        return checks.isEmpty()
                ? null
                : InstanceInfo.of(instance)
                        .withChecks(checks.stream().map(InstanceInfoMapper::of).toList());
    }

    /** An instance of this member, as it was just published. */
    InstanceInfo own(Registration registration) {
        return of(new Instance(cluster.self(), services.published(registration)));
    }

    private static CheckInfo of(CheckStatus status) {
        if (status.spec() instanceof CheckSpec.Ttl ttl) {
            return info(status, ttl.ttl().toNanos() / 1e9, null, 1, 1);
        }
        CheckSpec.Pace pace = ((CheckSpec.Polled) status.spec()).pace();
        return info(
                status,
                pace.interval().toNanos() / 1e9,
                pace.timeout().toNanos() / 1e9,
                pace.failures(),
                pace.successes());
    }

    private static CheckInfo info(
            CheckStatus status, double interval, @Nullable Double timeout, int failures, int successes) {
        return new CheckInfo(
                status.id(),
                status.name(),
                status.spec().toString(),
                interval,
                timeout,
                failures,
                successes,
                EnumNames.of(status.health()),
                status.output(),
                status.at().orElse(null));
    }
}
