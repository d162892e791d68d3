package dev.grapevine.sim.measure;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.sim.figures.NewsKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows each piece of news from where it begins to everybody that hears it. */
final class NewsTracker {

    private final ClusterState scene;
    private final NewsStatistics book;

    NewsTracker(ClusterState scene, NewsStatistics book) {
        this.scene = scene;
        this.book = book;
    }

    /** These messages were sent in one datagram. */
    void sent(List<Message> messages) {
        for (Message message : messages) {
            String about = about(message);
            if (about != null) {
                for (OpenNews told : scene.subject(about).news) {
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

    /** A member told of an event. */
    void emitted(TrackedMember observer, Event event) {
        if (event instanceof Event.Membership membership) {
            changed(observer, membership);
        } else if (event instanceof Event.ServiceUp up) {
            service(observer, up.member(), "up ", up.instance());
        } else if (event instanceof Event.ServiceDown down) {
            service(observer, down.member(), "down ", down.instance());
        } else if (event instanceof Event.ServiceChanged changed) {
            service(observer, changed.member(), "changed ", changed.instance());
        }
    }

    private void changed(TrackedMember observer, Event.Membership event) {
        NewsKind kind = kind(event);
        if (kind != null) {
            MemberRecord record = event.member();
            long incarnation = kind == NewsKind.JOIN || kind == NewsKind.LEAVE ? 0 : record.incarnation();
            tell(observer, scene.subject(record.name()), new OpenNews.Key(kind, record.generation(), incarnation, ""));
        }
    }

    private static @Nullable NewsKind kind(Event event) {
        if (event instanceof Event.Failed failed) {
            return failed.evidence() == Evidence.GONE ? null : NewsKind.DEATH; // of another life: its join is the news
        }
        if (event instanceof Event.Suspected) {
            return NewsKind.SUSPICION;
        }
        if (event instanceof Event.Recovered) {
            return NewsKind.REFUTATION;
        }
        if (event instanceof Event.Left) {
            return NewsKind.LEAVE;
        }
        return event instanceof Event.Joined ? NewsKind.JOIN : null;
    }

    private void service(TrackedMember observer, String member, String what, ServiceInstance instance) {
        TrackedMember about = scene.subject(member);
        OpenNews.Key key = new OpenNews.Key(NewsKind.SERVICE, 0, 0, what + instance.service() + "/" + instance.id());
        // others notice at the end of a member that its services end; only what the owner said itself is news
        if (observer == about) {
            begin(about, key, scene.now());
        } else if (NewsStatistics.find(about, key) != null) {
            tell(observer, about, key);
        }
    }

    private void tell(TrackedMember observer, TrackedMember about, OpenNews.Key key) {
        OpenNews told = NewsStatistics.find(about, key);
        if (told == null) {
            if (key.news() == NewsKind.JOIN && about.knownSince(key.generation())) {
                return; // a newcomer meets a member that was there before it
            }
            told = begin(about, key, beginning(about, key));
        }
        if (observer != about) {
            told.hearing.heard(observer, hops(told), scene.now());
        }
    }

    /** News that the owner makes begins when it does; what others make, when the first knows. */
    private long beginning(TrackedMember about, OpenNews.Key key) {
        MemberRecord own = about.own;
        boolean byOwner = own != null
                && (key.news() == NewsKind.LEAVE
                        || (key.news() == NewsKind.REFUTATION && own.incarnation() == key.incarnation()));
        return byOwner ? about.ownSince : scene.now();
    }

    private OpenNews begin(TrackedMember about, OpenNews.Key key, long at) {
        return book.begin(about, key, at, scene.hearing(about, at));
    }

    private int hops(OpenNews told) {
        TrackedMember sender = scene.sender;
        return sender == null ? 0 : Math.max(0, told.hearing.hopsTo(sender)) + 1;
    }
}
