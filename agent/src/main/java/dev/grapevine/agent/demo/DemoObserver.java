package dev.grapevine.agent.demo;

import dev.grapevine.agent.api.EventInfo;
import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.SnapshotInfo;
import dev.grapevine.agent.cli.AgentClient;
import dev.grapevine.agent.cli.CommandException;
import dev.grapevine.agent.cli.EventStreamReader;
import dev.grapevine.agent.cli.EventStreamReader.ServerSentEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Follows the events of one member while it runs, on a thread of its own. */
final class DemoObserver {

    private static final Duration MAX_SILENCE = Duration.ofSeconds(60);

    private final String member;
    private final AgentClient client;
    private final Observations observations;
    private final JsonCodec json = JsonCodec.lenient();

    private DemoObserver(String member, AgentClient client, Observations observations) {
        this.member = member;
        this.client = client;
        this.observations = observations;
    }

    static void follow(String member, AgentClient client, Observations observations) {
        Thread thread = new Thread(new DemoObserver(member, client, observations)::run, "observer-" + member);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (EventStreamReader stream = new EventStreamReader(client.open("/v1/events", Map.of(), MAX_SILENCE))) {
            for (Optional<ServerSentEvent> message = stream.next(); message.isPresent(); message = stream.next()) {
                if (message.get().snapshot()) {
                    snapshot(json.read(SnapshotInfo.class, message.get().data()));
                } else {
                    event(json.read(EventInfo.class, message.get().data()));
                }
            }
        } catch (IOException | CommandException ended) {
            // The member was killed or has left, which is part of the story.
        } finally {
            observations.forget(member);
        }
    }

    private void snapshot(SnapshotInfo snapshot) {
        for (MemberInfo known : snapshot.members()) {
            String type = known.status().toUpperCase(Locale.ROOT);
            observations.add(
                    new Observation(
                            member, type, known.name(), known.generation(), known.since(), type + " " + known.name()),
                    known.status());
        }
    }

    private void event(EventInfo event) {
        MemberInfo subject = event.member();
        InstanceInfo instance = event.instance();
        if (subject != null) {
            observations.add(
                    new Observation(
                            member, event.type(), subject.name(), subject.generation(), event.time(), event.text()),
                    status(event.type(), subject.status()));
        } else if (instance != null) {
            String name = instance.service() + "/" + instance.id();
            observations.add(new Observation(member, event.type(), name, "", event.time(), event.text()), "");
        }
    }

    private static String status(String type, String status) {
        return type.equals("FORGOTTEN") ? "forgotten" : status;
    }
}
