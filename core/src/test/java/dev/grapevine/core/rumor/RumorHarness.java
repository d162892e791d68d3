package dev.grapevine.core.rumor;

import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The rumors of member 1, with the parts around them and a clock. */
final class RumorHarness {

    static final long MILLI = 1_000_000;
    static final int CAPACITY = 1_168;

    final RecordingPort port = new RecordingPort();
    final Timers timers = new Timers();
    final View view;
    final MemberEntry self;
    final Rumors rumors;

    /** What is new in a member's state, by {@code NAME/VERSION}. */
    final Map<String, Message> stateNews = new HashMap<>();

    /** When each datagram was sent, in milliseconds. */
    final List<Long> times = new ArrayList<>();

    RumorHarness(int members, Settings settings, long seed) {
        this(members, settings, seed, PushedRumors::new);
    }

    RumorHarness(int members, Settings settings, long seed, Rumors.Factory factory) {
        view = Samples.viewOf(members);
        self = Samples.entry(view, 1);
        Random random = new Random(seed);
        StateNews states = (name, version) -> stateNews.get(name + "/" + version);
        RumorPackets packets = new RumorPackets(
                settings, self, new RecordMessages(self, Introductions.NONE), states, new Outbox(port, view, CAPACITY));
        rumors = factory.create(settings, packets, new PeerSelector(settings, view, self, random), timers, random);
    }

    MemberEntry entry(int member) {
        return Samples.entry(view, member);
    }

    void flush(long millis) {
        rumors.flush(millis * MILLI);
        noteTimes(millis * MILLI);
    }

    void runUntil(long millis) {
        while (timers.size() > 0 && timers.next() <= millis * MILLI) {
            long now = timers.next();
            timers.run(now);
            noteTimes(now);
        }
    }

    private void noteTimes(long now) {
        while (times.size() < port.sent.size()) {
            times.add(now / MILLI);
        }
    }
}
