package dev.grapevine.cluster.monitor;

import dev.grapevine.cluster.Event;
import dev.grapevine.model.Member;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Writes what happens in the cluster as events of Java Flight Recorder, in the category "Grapevine". Costs next to nothing
 * while nobody records. To be used only where the module {@code jdk.jfr} is present.
 */
@SuppressWarnings("UnusedVariable") // Flight Recorder reads the fields of its events
final class FlightRecording implements EventRecorder {

    private final String self;

    FlightRecording(String self) {
        this.self = self;
    }

    @Override
    public void record(List<Event> events) {
        // While nobody records, the first event would load much.
        if (FlightRecorder.isInitialized()) {
            events.forEach(this::record);
        }
    }

    private void record(Event event) {
        if (event instanceof Event.Joined joined) {
            record(joined.member(), new Join());
        } else if (event instanceof Event.Suspected suspected) {
            Suspicion suspicion = new Suspicion();
            suspicion.evidence = suspected.evidence().name();
            suspicion.accusers = String.join(",", suspected.accusers());
            record(suspected.member(), suspicion);
        } else if (event instanceof Event.Failed failed) {
            Verdict verdict = new Verdict();
            verdict.evidence = failed.evidence().name();
            verdict.accusers = String.join(",", failed.accusers());
            verdict.afterNanos = failed.after().toNanos();
            record(failed.member(), verdict);
        } else if (event instanceof Event.Stalled stalled) {
            Stall stall = new Stall();
            stall.observer = self;
            stall.stallNanos = stalled.duration().toNanos();
            stall.commit();
        }
    }

    private void record(Member member, AboutMember event) {
        event.observer = self;
        event.member = member.name();
        event.generation = member.generation();
        event.commit();
    }

    /** The fields of all events about one member. */
    @Category("Grapevine")
    @StackTrace(false)
    private abstract static class AboutMember extends jdk.jfr.Event {
        @Label("Observer")
        @Description("The local member, which saw this")
        String observer = "";

        @Label("Member")
        String member = "";

        @Label("Generation")
        long generation;
    }

    @Name("dev.grapevine.Join")
    @Label("Member Joined")
    private static final class Join extends AboutMember {}

    @Name("dev.grapevine.Suspicion")
    @Label("Member Suspected")
    private static final class Suspicion extends AboutMember {
        @Label("Evidence")
        String evidence = "";

        @Label("Accusers")
        String accusers = "";
    }

    @Name("dev.grapevine.Verdict")
    @Label("Member Declared Dead")
    private static final class Verdict extends AboutMember {
        @Label("Evidence")
        String evidence = "";

        @Label("Accusers")
        String accusers = "";

        @Label("After")
        @Description("From the first sign of trouble to the verdict; 0 if the observer saw no sign")
        @Timespan(Timespan.NANOSECONDS)
        long afterNanos;
    }

    @Name("dev.grapevine.Stall")
    @Label("Process Stalled")
    @Category("Grapevine")
    @StackTrace(false)
    private static final class Stall extends jdk.jfr.Event {
        @Label("Observer")
        String observer = "";

        @Label("Stall")
        @Description("How long the member's thread did not run when it should have")
        @Timespan(Timespan.NANOSECONDS)
        long stallNanos;
    }
}
