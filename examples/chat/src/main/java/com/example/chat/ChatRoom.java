package com.example.chat;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.Snapshot;
import dev.grapevine.model.Instance;
import dev.grapevine.model.ServiceInstance;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * One participant's side of the chat.
 *
 * <p>Grapevine tells who is there, and carries no messages of programs. So each participant listens on a TCP port of its
 * own, publishes that port as an instance of the service {@code chat}, and sends its lines to all other instances.
 */
final class ChatRoom implements AutoCloseable {

    private static final String SERVICE = "chat";

    private final String name;
    private final Inbox inbox;
    private final Cluster cluster;

    /** The connections that this participant sends on, by the name of the receiver. */
    private final Map<String, Outbox> outboxes = new ConcurrentHashMap<>();

    private ChatRoom(String name, Inbox inbox, Cluster cluster) {
        this.name = name;
        this.inbox = inbox;
        this.cluster = cluster;
    }

    /**
     * Enters the room. Returns at once, whether or not others are there already.
     *
     * @param port where the members of the cluster talk to each other; 0 for any port that is free
     * @param seeds members to contact first, as {@code host:port}; empty for the first participant
     * @param screen gets the lines to show, on several threads
     */
    static ChatRoom enter(String name, int port, List<String> seeds, Consumer<String> screen) throws IOException {
        // First the port, then the announcement: whoever finds this participant can connect to it.
        Inbox inbox = Inbox.open(screen);
        Cluster cluster;
        try {
            cluster = Cluster.builder()
                    .name(name)
                    .cluster("chat-example")
                    .port(port)
                    .seeds(seeds)
                    .services(ServiceInstance.named(SERVICE).port(inbox.port()).build())
                    .start();
        } catch (RuntimeException e) {
            inbox.close();
            throw e;
        }
        ChatRoom room = new ChatRoom(name, inbox, cluster);
        cluster.subscribe(room.new Announcer(screen));
        return room;
    }

    /** The address that others can give as a seed. */
    String address() {
        return cluster.address().toString();
    }

    /** Sends a line to all others. A receiver that cannot be reached misses it. */
    synchronized void say(String line) {
        // Asking for the instances costs nothing, so there is no need to keep a list of them.
        for (Instance receiver : cluster.service(SERVICE).instances()) {
            if (!receiver.member().local()) {
                send(receiver, name + ": " + line);
            }
        }
    }

    private void send(Instance receiver, String line) {
        String to = receiver.member().name();
        InetSocketAddress address = new InetSocketAddress(receiver.host(), receiver.port());
        try {
            Outbox outbox = outboxes.get(to);
            if (outbox == null || !outbox.address().equals(address)) { // It has another port after a restart.
                hangUp(to);
                outbox = Outbox.connect(address);
                outboxes.put(to, outbox);
            }
            outbox.send(line);
        } catch (IOException e) {
            hangUp(to); // The next line tries a new connection, if the receiver is still there.
        }
    }

    private void hangUp(String receiver) {
        Outbox outbox = outboxes.remove(receiver);
        if (outbox != null) {
            outbox.close();
        }
    }

    /** Leaves the room, and tells the others. */
    @Override
    public void close() {
        cluster.close();
        inbox.close();
        outboxes.keySet().forEach(this::hangUp);
    }

    /** Shows who comes and goes. The library calls it in order, one call at a time, on a thread that may block. */
    private final class Announcer implements ClusterListener {

        private final Consumer<String> screen;

        Announcer(Consumer<String> screen) {
            this.screen = screen;
        }

        /** What was there before the first event. It comes again if this listener was so slow that it lost events. */
        @Override
        public void onSnapshot(Snapshot snapshot) {
            screen.accept("* you are " + name + " at " + address());
            snapshot.instances().forEach(this::greet);
        }

        @Override
        public void onServiceUp(Event.ServiceUp event) {
            greet(event.instance());
        }

        private void greet(Instance instance) {
            if (!instance.member().local()) {
                screen.accept("* " + instance.member().name() + " is here");
            }
        }

        @Override
        public void onServiceDown(Event.ServiceDown event) {
            // A send to a participant that hangs or is gone may be waiting: this ends it.
            hangUp(event.instance().member().name());
        }

        @Override
        public void onLeft(Event.Left event) {
            if (!event.member().local()) {
                screen.accept("* " + event.member().name() + " left");
            }
        }

        @Override
        public void onFailed(Event.Failed event) {
            screen.accept("* " + event.member().name() + " failed: " + event.evidence() + ", found by "
                    + String.join(", ", event.accusers()));
        }

        @Override
        public void onWarning(Event.Warning event) {
            screen.accept("* " + event.text());
        }
    }
}
