package dev.grapevine.agent.http;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.WhyInfo;
import dev.grapevine.agent.events.ChangeTopic;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Member;
import dev.grapevine.model.Status;
import dev.grapevine.model.Why;
import dev.grapevine.yaml.Nearest;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The members, and the evidence about them. */
final class MemberRoutes {

    private final Cluster cluster;
    private final Clock clock;
    private final HttpResponses responses;
    private final BlockingReads reads;

    MemberRoutes(Cluster cluster, Clock clock, HttpResponses responses, BlockingReads reads) {
        this.cluster = cluster;
        this.clock = clock;
        this.responses = responses;
        this.reads = reads;
    }

    List<Route> routes() {
        return List.of(
                Route.read("/v1/members", this::members),
                Route.read("/v1/members/{name}", this::member),
                Route.read("/v1/members/{name}/why", this::why),
                Route.operate(HandlerType.POST, "/v1/forget/{name}", this::forget));
    }

    private void members(Context context) {
        ApiRequest request = new ApiRequest(context, "status", "zone", "index", "wait");
        Optional<Status> status = request.word("status", EnumNames::status, EnumNames.list(Status.values()));
        Optional<String> zone = request.text("zone");
        reads.answer(
                context,
                request,
                ChangeTopic.MEMBERS,
                () -> responses.list(
                        context,
                        MemberInfo.class,
                        cluster.members().stream()
                                .filter(member -> status.isEmpty() || member.status() == status.get())
                                .filter(member ->
                                        zone.isEmpty() || member.zone().equals(zone.get()))
                                .map(MemberInfo::of)
                                .toList()));
    }

    private void member(Context context) {
        new ApiRequest(context);
        responses.json(context, MemberInfo.of(known(context.pathParam("name"))));
    }

    private void why(Context context) {
        new ApiRequest(context);
        Member member = known(context.pathParam("name"));
        Why why = cluster.why(member.name()).orElseThrow(() -> unknown(member.name()));
        Instant now = clock.instant();
        responses.json(
                context,
                new WhyInfo(
                        MemberInfo.of(member),
                        why.summary(),
                        why.evidence().name(),
                        why.accusers(),
                        why.findings().stream()
                                .map(finding -> new WhyInfo.FindingInfo(
                                        now.minusNanos(finding.agoNanos()).truncatedTo(ChronoUnit.MILLIS),
                                        finding.agoNanos() / 1e9,
                                        EnumNames.of(finding.kind()),
                                        finding.actor(),
                                        finding.peers(),
                                        finding.heardFrom(),
                                        finding.incarnation(),
                                        finding.text()))
                                .toList()));
    }

    private void forget(Context context) {
        new ApiRequest(context);
        Member member = known(context.pathParam("name"));
        if (member.local()) {
            throw ApiException.conflict(
                    "\"" + member.name() + "\" is this member itself", "use POST /v1/leave to make it leave");
        }
        if (member.status().live()) {
            throw live(member);
        }
        try {
            if (!cluster.forget(member.name())) {
                throw unknown(member.name());
            }
        } catch (IllegalArgumentException returned) {
            throw live(member);
        }
        context.status(204);
    }

    private static ApiException live(Member member) {
        return ApiException.conflict(
                "\"" + member.name() + "\" is alive or suspect and would return at once",
                "stop it, or make it leave with POST /v1/leave at its own agent");
    }

    private Member known(String name) {
        return cluster.member(name).orElseThrow(() -> unknown(name));
    }

    private ApiException unknown(String name) {
        List<String> names = cluster.members().stream().map(Member::name).toList();
        return ApiException.notFound(
                "there is no member \"" + name + "\"",
                Nearest.of(name, names)
                        .map(nearest -> "did you mean \"" + nearest + "\"?")
                        .orElse("GET /v1/members lists all " + names.size() + " members"));
    }
}
