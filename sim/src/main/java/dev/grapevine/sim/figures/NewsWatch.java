package dev.grapevine.sim.figures;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ServiceInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows each piece of news from where it begins to everybody that hears it. */
final class NewsWatch {

    private final ClusterState scene;
    private final NewsBook book;

    NewsWatch(ClusterState scene, NewsBook book) {
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
    void emitted(Subject observer, Event event) {
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

    private void changed(Subject observer, Event.Membership event) {
        News kind = kind(event);
        if (kind != null) {
            MemberRecord record = event.member();
            long incarnation = kind == News.JOIN || kind == News.LEAVE ? 0 : record.incarnation();
            tell(observer, scene.subject(record.name()), new OpenNews.Key(kind, record.generation(), incarnation, ""));
        }
    }

    private static @Nullable News kind(Event event) {
        if (event instanceof Event.Failed failed) {
            return failed.evidence() == Evidence.GONE ? null : News.DEATH; // of another life: its join is the news
        }
        if (event instanceof Event.Suspected) {
            return News.SUSPICION;
        }
        if (event instanceof Event.Recovered) {
            return News.REFUTATION;
        }
        if (event instanceof Event.Left) {
            return News.LEAVE;
        }
        return event instanceof Event.Joined ? News.JOIN : null;
    }

    private void service(Subject observer, String member, String what, ServiceInstance instance) {
        Subject about = scene.subject(member);
        OpenNews.Key key = new OpenNews.Key(News.SERVICE, 0, 0, what + instance.service() + "/" + instance.id());
        // others notice at the end of a member that its services end; only what the owner said itself is news
        if (observer == about) {
            begin(about, key, scene.now());
        } else if (NewsBook.find(about, key) != null) {
            tell(observer, about, key);
        }
    }

    private void tell(Subject observer, Subject about, OpenNews.Key key) {
        OpenNews told = NewsBook.find(about, key);
        if (told == null) {
            if (key.news() == News.JOIN && about.knownSince(key.generation())) {
                return; // a newcomer meets a member that was there before it
            }
            told = begin(about, key, beginning(about, key));
        }
        if (observer != about) {
            told.hearing.heard(observer, hops(told), scene.now());
        }
    }

    /** News that the owner makes begins when it does; what others make, when the first knows. */
    private long beginning(Subject about, OpenNews.Key key) {
        MemberRecord own = about.own;
        boolean byOwner = own != null
                && (key.news() == News.LEAVE
                        || (key.news() == News.REFUTATION && own.incarnation() == key.incarnation()));
        return byOwner ? about.ownSince : scene.now();
    }

    private OpenNews begin(Subject about, OpenNews.Key key, long at) {
        return book.begin(about, key, at, scene.hearing(about, at));
    }

    private int hops(OpenNews told) {
        Subject sender = scene.sender;
        return sender == null ? 0 : Math.max(0, told.hearing.hopsTo(sender)) + 1;
    }
}
