package dev.grapevine.sim.world;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A program that records its inputs and does nothing by itself. Messages are pings, distinguished by number. */
final class RecordingProgram implements Program {

    final Host host;
    final Port port;
    final List<String> heard = new ArrayList<>();
    /** The world time of each entry of {@link #heard}. */
    final List<Long> times = new ArrayList<>();

    private final long started;
    private long deadline;
    private boolean stopped;
    private boolean stuck;

    private RecordingProgram(Host host, Port port, long now) {
        this.host = host;
        this.port = port;
        this.started = now;
        this.deadline = now + Long.MAX_VALUE / 4;
    }

    static RecordingProgram on(Host host) {
        return (RecordingProgram) host.start((where, random, port, now) -> new RecordingProgram(where, port, now))
                .program();
    }

    static List<Message> message(int number) {
        return List.of(new Message.Ping(number, 0, 0));
    }

    /** Sets its timer to a time after its start. */
    void tickAt(long afterStart) {
        deadline = started + afterStart;
        Process process = host.process();
        if (process != null) {
            process.reschedule();
        }
    }

    /** Keeps its timer due all the time. */
    void tickForEver() {
        stuck = true;
        tickAt(0);
    }

    void stop() {
        stopped = true;
    }

    void send(RecordingProgram to, int number) {
        port.send(to.address(), message(number));
    }

    Address address() {
        return host.addresses().get(0);
    }

    private void note(String what) {
        heard.add(what);
        times.add(host.worldNow());
    }

    private static String numbers(List<Message> messages) {
        return messages.stream()
                .map(message -> String.valueOf(((Message.Ping) message).number()))
                .collect(Collectors.joining(","));
    }

    @Override
    public void start(long now) {
        note("start");
    }

    @Override
    public void receive(List<Message> messages, Address from, @Nullable SenderId sealer, long now) {
        note("receive " + numbers(messages));
    }

    @Override
    public void channelAccepted(long channel, Address from, long now) {
        note("accepted " + channel);
    }

    @Override
    public void channelOpened(long channel, long now) {
        note("opened " + channel);
    }

    @Override
    public void channelReceived(long channel, List<Message> messages, long now) {
        note("received " + channel + ": " + numbers(messages));
    }

    @Override
    public void channelClosed(long channel, CloseCause cause, long now) {
        note("closed " + channel + " " + cause);
    }

    @Override
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {
        note("resolved " + seed + " " + addresses + (error == null ? "" : " " + error));
    }

    @Override
    public void tick(long now, long wallMillis) {
        note("tick " + (now - started) / 1_000_000);
        if (!stuck) {
            deadline = now + Long.MAX_VALUE / 4;
        }
    }

    @Override
    public long nextDeadline() {
        return deadline;
    }

    @Override
    public boolean stopped() {
        return stopped;
    }
}
