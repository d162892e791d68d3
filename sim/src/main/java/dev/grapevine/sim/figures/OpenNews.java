package dev.grapevine.sim.figures;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Status;
import java.util.Objects;

/** A piece of news while it spreads. */
final class OpenNews {

    final int number;
    final long at;
    final News news;
    final Subject subject;
    final long generation;
    final long incarnation;
    /** Service and id; empty for news of the member itself. */
    final String detail;

    final SpreadTracker hearing;
    long messages;

    OpenNews(int number, long at, Key key, Subject subject, SpreadTracker hearing) {
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
    record Key(News news, long generation, long incarnation, String detail) {}

    boolean is(Key key) {
        return news == key.news()
                && generation == key.generation()
                && incarnation == key.incarnation()
                && Objects.equals(detail, key.detail());
    }

    /** Whether that message about its subject tells it. */
    boolean toldBy(Message message) {
        if (message instanceof Message.Alive alive) {
            return (news == News.JOIN || news == News.REFUTATION)
                    && alive.record().generation() == generation
                    && (news == News.JOIN || alive.record().incarnation() == incarnation);
        }
        if (message instanceof Message.Verdict verdict) {
            return verdict.generation() == generation
                    && news == newsOf(verdict.status())
                    && (news == News.LEAVE || verdict.incarnation() == incarnation);
        }
        return news == News.SERVICE
                && (message instanceof Message.StateDelta || message instanceof Message.StateVersion);
    }

    private static News newsOf(Status status) {
        return switch (status) {
            case ALIVE -> News.REFUTATION;
            case SUSPECT -> News.SUSPICION;
            case DEAD -> News.DEATH;
            case LEFT -> News.LEAVE;
        };
    }

    Spread close() {
        return new Spread(
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
