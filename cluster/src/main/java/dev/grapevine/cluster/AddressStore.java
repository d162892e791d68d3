package dev.grapevine.cluster;

import dev.grapevine.cluster.data.DataFolder;
import dev.grapevine.cluster.data.RememberedAddresses;
import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.core.Peer;
import dev.grapevine.core.view.MemberRecord;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Saves the known addresses for the next start of this member. Used by the loop's thread only. */
final class AddressStore {

    /** Changes come in bursts, which are written together. */
    private static final long SAVE_DELAY_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** Saves also without changes, because the time at which each member was last live is saved too. */
    private static final long REFRESH_NANOS = TimeUnit.MINUTES.toNanos(30);

    private final DataFolder folder;
    private final RememberedAddresses remembered;
    private final String cluster;
    private @Nullable Peer peer;
    private final EventLoop loop;
    private boolean savePosted;

    AddressStore(DataFolder folder, RememberedAddresses remembered, String cluster, Peer peer, EventLoop loop) {
        this.folder = folder;
        this.remembered = remembered;
        this.cluster = cluster;
        this.peer = peer;
        this.loop = loop;
        loop.schedule(REFRESH_NANOS, this::refresh);
    }

    void observe(Event event) {
        if (event instanceof Event.Membership && !savePosted) {
            savePosted = true;
            loop.schedule(SAVE_DELAY_NANOS, this::save);
        }
    }

    private void refresh() {
        if (peer != null) {
            save();
            loop.schedule(REFRESH_NANOS, this::refresh);
        }
    }

    private void save() {
        savePosted = false;
        Peer known = peer;
        if (known == null) {
            return;
        }
        MemberRecord self = known.self();
        long wallMillis = System.currentTimeMillis();
        for (MemberRecord member : known.questions().members()) {
            if (member.status().live() && !member.name().equals(self.name())) {
                remembered.live(member.addresses(), wallMillis);
            }
        }
        folder.saveMembers(cluster, remembered.latestFirst());
    }

    /** Saves a last time. The folder is closed elsewhere, because that may take long. */
    void close() {
        save();
        peer = null; // a pending timer may keep this object reachable for long
    }
}
