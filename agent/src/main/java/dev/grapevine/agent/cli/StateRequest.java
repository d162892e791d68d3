package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.InstanceStateRequest;
import dev.grapevine.agent.api.SelfInfo;
import dev.grapevine.agent.cli.AgentClient.Response;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks an agent for a change of state, and says what has come of it. */
final class StateRequest {

    private final AgentClient client;
    private final InstanceStateRequest request;

    /** @param drainFor null for as long as nobody changes it */
    StateRequest(AgentClient client, String state, @Nullable String drainFor) {
        this.client = client;
        this.request = new InstanceStateRequest(state, drainFor);
    }

    /** Of one instance. */
    String ofInstance(String name) {
        OwnInstance instance = OwnInstance.ofAnyMember(client, name);
        Response response = client.send("PUT", instance.path() + "/state", client.write(request));
        InstanceInfo now = client.read(InstanceInfo.class, response);
        String member = client.read(SelfInfo.class, client.get("/v1/self")).state();
        boolean byMember = now.state().equals(member) && !now.state().startsWith(request.state());
        return instance + " on " + now.member() + " is " + words(now.state(), request.for_())
                + (byMember ? ", as the whole member is; 'grapevine maint off' ends that" : "");
    }

    /** Of all instances of the asked member. */
    String ofMember() {
        Response response = client.send("PUT", "/v1/self/state", client.write(request));
        SelfInfo self = client.read(SelfInfo.class, response);
        return "all instances of " + self.member().name() + " are " + words(String.valueOf(self.state()), time(self));
    }

    private static @Nullable String time(SelfInfo self) {
        Instant until = self.drainsUntil();
        return until == null
                ? null
                : TimeFormat.span(Duration.between(Instant.now(), until).abs());
    }

    private static String words(String state, @Nullable String drainFor) {
        String words = state.equals("maintenance") ? "in maintenance" : state;
        return state.equals("draining") && drainFor != null ? words + ", and in maintenance in " + drainFor : words;
    }
}
