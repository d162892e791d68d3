package dev.grapevine.bench;

/** The scenarios in which a node announces something: a message, a change, its leave. */
final class News<H> {

    private static final long GOSSIP_LIMIT_MILLIS = 15_000;
    private static final long UPDATE_LIMIT_MILLIS = 30_000;
    private static final long LEAVER_LIMIT_MILLIS = 10_000;

    private final Nodes<H> nodes;
    private final Report report;

    News(Nodes<H> nodes, Report report) {
        this.nodes = nodes;
        this.report = report;
    }

    /** Sends a message of about 100 bytes. */
    void gossip(int repeat) throws Exception {
        Node<H> sender = nodes.pickAny();
        int others = nodes.live().size() - 1;
        String message = "msg-" + repeat + "-" + System.nanoTime() + "-" + "x".repeat(64);
        Watch heard = nodes.sightings().await(Watch.Kind.MESSAGE, "", message);
        nodes.peer().gossip(sender.handle(), message);
        boolean complete = Nodes.until(GOSSIP_LIMIT_MILLIS, () -> heard.countWithout(sender.name()) >= others);
        report.emit(
                Scenario.GOSSIP.label(),
                "all_ms",
                repeat,
                heard.lastMillis(),
                "ok",
                complete,
                "got",
                heard.countWithout(sender.name()),
                "of",
                others);
    }

    /** Changes a value that one node publishes. */
    void update(int repeat) throws Exception {
        Node<H> owner = nodes.pick();
        int others = nodes.live().size() - 1;
        String value = "v=" + (1_000 + repeat);
        Watch seen = nodes.sightings().await(Watch.Kind.UPDATED, owner.name(), value);
        nodes.peer().update(owner.handle(), value);
        boolean complete = Nodes.until(UPDATE_LIMIT_MILLIS, () -> seen.count() >= others);
        report.emit(
                Scenario.META.label(),
                "all_ms",
                repeat,
                seen.lastMillis(),
                "ok",
                complete,
                "saw",
                seen.count(),
                "of",
                others);
    }

    /** Leaves gracefully. Where removal comes long after the announcement, only the first run waits for the removal. */
    void leave(int repeat) throws Exception {
        Node<H> leaver = nodes.pick();
        int others = nodes.live().size() - 1;
        Watch announced = nodes.sightings().awaitSign(Watch.Kind.LEAVING, leaver.name());
        Watch removed = nodes.sightings().await(Watch.Kind.DOWN, leaver.name(), "");
        leaver.gone();
        Thread thread = new Thread(() -> leave(leaver), "leaver");
        thread.setDaemon(true);
        thread.start();
        boolean announcementDoes = !nodes.peer().removesAtLeave() && repeat > 0;
        boolean complete =
                nodes.until(() -> removed.count() >= others || announcementDoes && announced.count() >= others);
        String label = Scenario.LEAVE.label();
        if (announced.count() > 0) {
            double all = announced.count() >= others ? announced.lastMillis() : -1;
            report.emit(label, "all_leaving_ms", repeat, all, "saw", announced.count());
        }
        if (removed.count() > 0 || announced.count() == 0) {
            report.emit(label, "first_ms", repeat, removed.firstMillis());
            report.emit(label, "all_ms", repeat, removed.lastMillis(), "ok", complete, "saw", removed.count());
        }
        thread.join(LEAVER_LIMIT_MILLIS);
        nodes.peer().dispose(leaver.handle());
        nodes.sightings().stop();
    }

    private void leave(Node<H> leaver) {
        try {
            nodes.peer().leave(leaver.handle());
        } catch (Exception e) {
            System.err.println("leave: " + e);
        }
    }
}
