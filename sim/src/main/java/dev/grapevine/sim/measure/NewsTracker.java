package dev.grapevine.sim.measure;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.sim.figures.NewsKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows each piece of news from where it begins to all members that hear it. */
final class NewsTracker {

    private final ClusterState cluster;
    private final NewsStatistics statistics;

    NewsTracker(ClusterState cluster, NewsStatistics statistics) {
        this.cluster = cluster;
        this.statistics = statistics;
    }

    /** These messages were sent in one datagram. */
    void sent(List<Message> messages) {
        for (Message message : messages) {
            String name = about(message);
            TrackedMember about = name == null ? null : cluster.find(name);
            if (about != null) {
                for (OpenNews told : about.news) {
                    told.messages += told.toldBy(message) ? 1 : 0;
                }
            }
        }
    }

    private static @Nullable String about(Message message) {
        if (message instanceof Message.Verdict verdict) {
            return verdict.name();
        }
        if (message instanceof Message.Alive alive) {
            return alive.record().name();
        }
        if (message instanceof Message.StateDelta delta) {
            return delta.name();
        }
        return message instanceof Message.StateVersion version ? version.name() : null;
    }

    /** A member emitted an event. */
    void emitted(TrackedMember observer, PeerEvent event) {
        if (event instanceof PeerEvent.Membership membership) {
            changed(observer, membership);
        } else if (event instanceof PeerEvent.ServiceUp up) {
            service(observer, up.member().name(), "up ", up.instance());
        } else if (event instanceof PeerEvent.ServiceDown down) {
            service(observer, down.member().name(), "down ", down.instance());
        } else if (event instanceof PeerEvent.ServiceChanged changed) {
            service(observer, changed.member().name(), "changed ", changed.instance());
        }
    }

    private void changed(TrackedMember observer, PeerEvent.Membership event) {
        NewsKind kind = kind(event);
        TrackedMember about = cluster.find(event.member().name());
        if (kind != null && about != null) {
            MemberRecord record = event.member();
            long incarnation = kind == NewsKind.JOIN || kind == NewsKind.LEAVE ? 0 : record.incarnation();
            tell(observer, about, new OpenNews.Key(kind, record.generation(), incarnation, ""));
        }
    }

    private static @Nullable NewsKind kind(PeerEvent event) {
        if (event instanceof PeerEvent.Failed failed) {
            return failed.evidence() == Evidence.GONE ? null : NewsKind.DEATH; // the join of its successor is the news
        }
        if (event instanceof PeerEvent.Suspected) {
            return NewsKind.SUSPICION;
        }
        if (event instanceof PeerEvent.Recovered) {
            return NewsKind.REFUTATION;
        }
        if (event instanceof PeerEvent.Left) {
            return NewsKind.LEAVE;
        }
        return event instanceof PeerEvent.Joined ? NewsKind.JOIN : null;
    }

    private void service(TrackedMember observer, String member, String what, ServiceInstance instance) {
        TrackedMember about = cluster.find(member);
        if (about == null) {
            return;
        }
        OpenNews.Key key = new OpenNews.Key(NewsKind.SERVICE, 0, 0, what + instance.service() + "/" + instance.id());
        // when a member ends, the others see its services end; only what the owner said itself is news
        if (observer == about) {
            begin(about, key, cluster.now());
        } else if (NewsStatistics.find(about, key) != null) {
            tell(observer, about, key);
        }
    }

    private void tell(TrackedMember observer, TrackedMember about, OpenNews.Key key) {
        OpenNews told = NewsStatistics.find(about, key);
        if (told == null) {
            if (key.kind() == NewsKind.JOIN && about.markKnown(key.generation())) {
                return; // a joiner meets a member that was there before it
            }
            told = begin(about, key, beginning(about, key));
        }
        if (observer != about) {
            told.spread.heard(observer, hops(told), cluster.now());
        }
    }

    /** When a piece of news begins: if the owner made it, with the owner's change, else when the first member knows. */
    private long beginning(TrackedMember about, OpenNews.Key key) {
        MemberRecord own = about.own;
        boolean byOwner = own != null
                && (key.kind() == NewsKind.LEAVE
                        || (key.kind() == NewsKind.REFUTATION && own.incarnation() == key.incarnation()));
        return byOwner ? about.ownSince : cluster.now();
    }

    private OpenNews begin(TrackedMember about, OpenNews.Key key, long at) {
        return statistics.begin(about, key, at, cluster.trackSpread(about, at));
    }

    private int hops(OpenNews told) {
        TrackedMember sender = cluster.sender;
        return sender == null ? 0 : Math.max(0, told.spread.hopsTo(sender)) + 1;
    }
}
