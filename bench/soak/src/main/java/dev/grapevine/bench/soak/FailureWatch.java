package dev.grapevine.bench.soak;

import dev.grapevine.agent.api.EventInfo;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.cli.CommandException;
import dev.grapevine.agent.cli.EventStreamReader;
import dev.grapevine.agent.cli.EventStreamReader.ServerSentEvent;
import dev.grapevine.bench.soak.Timeline.Deed;
import dev.grapevine.bench.soak.Timeline.Mark;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows the events of the steady agents: whom do they declare dead? Thread-safe. */
final class FailureWatch {

    /** How long after a kill, a leave or a hang the last of its consequences may be seen. */
    private static final double AFTERMATH_SECONDS = 30;

    /** How long after slander the last of its consequences may be seen. */
    private static final double SLANDER_AFTERMATH_SECONDS = 15;

    /** A deed is marked a moment after it began. */
    private static final double EARLY_SECONDS = 0.5;

    private static final Duration MAX_SILENCE = Duration.ofMinutes(2);

    private final SoakCluster cluster;
    private final Timeline timeline;
    private final Notes notes;
    private final JsonCodec json = JsonCodec.lenient();
    private final List<Ended> ends = new ArrayList<>();
    private volatile boolean ended;

    FailureWatch(SoakCluster cluster, Timeline timeline, Notes notes) {
        this.cluster = cluster;
        this.timeline = timeline;
        this.notes = notes;
    }

    /** What an agent said of a member. */
    private record Ended(double second, String observer, String member, String text) {}

    void end() {
        ended = true;
    }

    /** Follows one agent until the end of the soak. */
    void follow(SoakAgent agent) throws InterruptedException {
        String id = "";
        while (!ended && agent.running()) {
            Map<String, String> headers = id.isEmpty() ? Map.of() : Map.of("Last-Event-ID", id);
            try (EventStreamReader events =
                    new EventStreamReader(agent.client().open("/v1/events", headers, MAX_SILENCE))) {
                for (Optional<ServerSentEvent> next = events.next(); next.isPresent() && !ended; next = events.next()) {
                    id = next.get().id();
                    heard(agent, next.get());
                }
            } catch (IOException | CommandException lost) {
                if (!ended) {
                    notes.failed("an event stream", lost);
                }
            }
            Thread.sleep(1_000);
        }
    }

    private void heard(SoakAgent agent, ServerSentEvent event) {
        notes.count("events: " + event.type());
        if (event.type().equals("FAILED") || event.type().equals("LEFT")) {
            EventInfo info = json.read(EventInfo.class, event.data());
            MemberInfo member = info.member();
            if (member != null && cluster.isName(member.name())) {
                synchronized (this) {
                    ends.add(new Ended(timeline.seconds(), agent.name(), member.name(), info.text()));
                }
            }
        }
    }

    /** The deaths for which nobody was stopped, one line each. */
    synchronized List<String> unfounded() {
        List<Mark> marks = timeline.marks();
        List<String> unfounded = new ArrayList<>();
        for (Ended end : ends) {
            if (marks.stream().noneMatch(mark -> explains(mark, end.member(), end.second()))) {
                unfounded.add("at %.1f s %s said: %s".formatted(end.second(), end.observer(), end.text()));
            }
        }
        return unfounded;
    }

    /** Whether what was done explains that a member was declared dead at that time. */
    static boolean explains(Mark mark, String member, double second) {
        double aftermath = mark.deed() == Deed.SLANDER ? SLANDER_AFTERMATH_SECONDS : AFTERMATH_SECONDS;
        return (mark.deed() == Deed.SLANDER || mark.member().equals(member))
                && second >= mark.second() - EARLY_SECONDS
                && second <= mark.end() + aftermath;
    }
}
