package dev.grapevine.agent.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The processes of a demo. All of them end when this process ends, however it ends. Thread-safe. */
final class DemoCluster implements AutoCloseable {

    /** The difference between HTTP ports and gossip ports, if a base port was given. */
    static final int HTTP_OFFSET = 100;

    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(3);

    private final String cluster;
    private final int base;
    private final Map<String, DemoMember> members = new TreeMap<>();
    private final Thread hook = new Thread(this::endAll, "demo-end");
    private boolean closed;

    /** @param base first gossip port, or 0 for any free ports */
    DemoCluster(String cluster, int base) {
        this.cluster = cluster;
        this.base = base;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a member for the first time.
     *
     * @param number from 1
     */
    DemoMember start(int number, List<String> seeds) {
        int gossip = base == 0 ? 0 : base + number - 1;
        int http = base == 0 ? 0 : gossip + HTTP_OFFSET;
        return put(DemoMember.start("node" + number, cluster, gossip, http, seeds));
    }

    /** Restarts a member that has ended, at the same addresses. */
    DemoMember restart(DemoMember ended, List<String> seeds) {
        return put(DemoMember.start(ended.name(), cluster, port(ended.gossip()), port(ended.http()), seeds));
    }

    private synchronized DemoMember put(DemoMember member) {
        if (closed) {
            member.kill();
            throw new DemoException("the demo has ended");
        }
        members.put(member.name(), member);
        return member;
    }

    private static int port(Optional<String> address) {
        return address.map(text -> Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)))
                .orElse(0);
    }

    /** All members, including those that have ended, by name. */
    synchronized Collection<DemoMember> members() {
        return List.copyOf(members.values());
    }

    /** The names of the running members. */
    List<String> running() {
        List<String> names = new ArrayList<>();
        members().forEach(member -> {
            if (member.running()) {
                names.add(member.name());
            }
        });
        return names;
    }

    /** Whether the processes are being ended. */
    synchronized boolean ending() {
        return closed;
    }

    /** Ends all processes, first with SIGTERM, then with SIGKILL. */
    @Override
    public void close() {
        endAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is already running, and finds nothing left to do.
        }
    }

    private void endAll() {
        synchronized (this) {
            closed = true;
        }
        Collection<DemoMember> all = members();
        all.forEach(DemoMember::terminate);
        long deadline = System.nanoTime() + LEAVE_TIMEOUT.toNanos();
        for (DemoMember member : all) {
            try {
                if (!member.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                    member.kill();
                }
            } catch (InterruptedException hurry) {
                member.kill();
            }
        }
    }
}
