package dev.grapevine.cluster.monitor;

import dev.grapevine.cluster.Event;
import java.util.List;

/** Records events for tools that look at the Java runtime. Used by the loop's thread only. */
public interface EventRecorder {

    void record(List<Event> events);

    /** Records with Java Flight Recorder where this runtime has it, else nowhere. */
    static EventRecorder of(String self) {
        boolean present = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
        return present ? new FlightRecording(self) : events -> {};
    }
}
