package dev.grapevine.agent.demo;

import dev.grapevine.agent.api.EventInfo;
import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.SnapshotInfo;
import dev.grapevine.agent.cli.AgentClient;
import dev.grapevine.agent.cli.CommandException;
import dev.grapevine.agent.cli.EventStreamReader;
import dev.grapevine.agent.cli.EventStreamReader.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Follows the events of one member for as long as it runs, on a thread of its own. */
final class DemoObserver {

    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final String member;
    private final AgentClient client;
    private final Observations sightings;
    private final JsonCodec json = JsonCodec.lenient();

    private DemoObserver(String member, AgentClient client, Observations sightings) {
        this.member = member;
        this.client = client;
        this.sightings = sightings;
    }

    static void follow(String member, AgentClient client, Observations sightings) {
        Thread thread = new Thread(new DemoObserver(member, client, sightings)::run, "observer-" + member);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (EventStreamReader stream = new EventStreamReader(client.open("/v1/events", Map.of(), SILENCE))) {
            for (Optional<Message> message = stream.next(); message.isPresent(); message = stream.next()) {
                if (message.get().snapshot()) {
                    snapshot(json.read(SnapshotInfo.class, message.get().data()));
                } else {
                    event(json.read(EventInfo.class, message.get().data()));
                }
            }
        } catch (IOException | CommandException ended) {
            // It was killed or has left: that is part of the story, and the others tell it.
        } finally {
            sightings.forget(member);
        }
    }

    private void snapshot(SnapshotInfo snapshot) {
        for (MemberInfo known : snapshot.members()) {
            String type = known.status().toUpperCase(Locale.ROOT);
            sightings.add(
                    new Observation(
                            member, type, known.name(), known.generation(), known.since(), type + " " + known.name()),
                    known.status());
        }
    }

    private void event(EventInfo event) {
        MemberInfo subject = event.member();
        InstanceInfo instance = event.instance();
        if (subject != null) {
            sightings.add(
                    new Observation(
                            member, event.type(), subject.name(), subject.generation(), event.time(), event.text()),
                    status(event.type(), subject.status()));
        } else if (instance != null) {
            String name = instance.service() + "/" + instance.id();
            sightings.add(new Observation(member, event.type(), name, "", event.time(), event.text()), "");
        }
    }

    private static String status(String type, String status) {
        return type.equals("FORGOTTEN") ? "forgotten" : status;
    }
}
