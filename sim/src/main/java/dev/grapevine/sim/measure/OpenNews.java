package dev.grapevine.sim.measure;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Status;
import dev.grapevine.sim.figures.NewsKind;
import dev.grapevine.sim.figures.NewsSpread;
import java.util.Objects;

/** A piece of news while it spreads. */
final class OpenNews {

    final int number;
    final long at;
    final NewsKind news;
    final TrackedMember subject;
    final long generation;
    final long incarnation;
    /** Service and id; empty for news of the member itself. */
    final String detail;

    final SpreadTracker hearing;
    long messages;

    OpenNews(int number, long at, Key key, TrackedMember subject, SpreadTracker hearing) {
        this.number = number;
        this.at = at;
        this.news = key.news();
        this.subject = subject;
        this.generation = key.generation();
        this.incarnation = key.incarnation();
        this.detail = key.detail();
        this.hearing = hearing;
    }

    /** What it is that is told of a member. */
    record Key(NewsKind news, long generation, long incarnation, String detail) {}

    boolean is(Key key) {
        return news == key.news()
                && generation == key.generation()
                && incarnation == key.incarnation()
                && Objects.equals(detail, key.detail());
    }

    /** Whether that message about its subject tells it. */
    boolean toldBy(Message message) {
        if (message instanceof Message.Alive alive) {
            return (news == NewsKind.JOIN || news == NewsKind.REFUTATION)
                    && alive.record().generation() == generation
                    && (news == NewsKind.JOIN || alive.record().incarnation() == incarnation);
        }
        if (message instanceof Message.Verdict verdict) {
            return verdict.generation() == generation
                    && news == newsOf(verdict.status())
                    && (news == NewsKind.LEAVE || verdict.incarnation() == incarnation);
        }
        return news == NewsKind.SERVICE
                && (message instanceof Message.StateDelta || message instanceof Message.StateVersion);
    }

    private static NewsKind newsOf(Status status) {
        return switch (status) {
            case ALIVE -> NewsKind.REFUTATION;
            case SUSPECT -> NewsKind.SUSPICION;
            case DEAD -> NewsKind.DEATH;
            case LEFT -> NewsKind.LEAVE;
        };
    }

    NewsSpread close() {
        return new NewsSpread(
                at,
                news,
                subject.name,
                hearing.audience(),
                hearing.informed(),
                hearing.until(50),
                hearing.until(99),
                hearing.until(100),
                hearing.byHops(),
                messages);
    }
}
