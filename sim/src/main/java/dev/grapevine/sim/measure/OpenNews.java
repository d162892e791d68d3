package dev.grapevine.sim.measure;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Status;
import dev.grapevine.sim.figures.NewsKind;
import dev.grapevine.sim.figures.NewsSpread;
import java.util.Objects;

/** A piece of news that is still spreading. */
final class OpenNews {

    final int number;
    final long at;
    final NewsKind kind;
    final TrackedMember member;
    final long generation;
    final long incarnation;
    /** Service and id; empty for news of the member itself. */
    final String detail;

    final SpreadTracker spread;
    long messages;

    OpenNews(int number, long at, Key key, TrackedMember member, SpreadTracker spread) {
        this.number = number;
        this.at = at;
        this.kind = key.kind();
        this.member = member;
        this.generation = key.generation();
        this.incarnation = key.incarnation();
        this.detail = key.detail();
        this.spread = spread;
    }

    /** What identifies a piece of news about a member. */
    record Key(NewsKind kind, long generation, long incarnation, String detail) {}

    boolean is(Key key) {
        return kind == key.kind()
                && generation == key.generation()
                && incarnation == key.incarnation()
                && Objects.equals(detail, key.detail());
    }

    /** Whether that message, which is about the same member, tells this news. */
    boolean toldBy(Message message) {
        if (message instanceof Message.Alive alive) {
            return (kind == NewsKind.JOIN || kind == NewsKind.REFUTATION)
                    && alive.record().generation() == generation
                    && (kind == NewsKind.JOIN || alive.record().incarnation() == incarnation);
        }
        if (message instanceof Message.Verdict verdict) {
            return verdict.generation() == generation
                    && kind == newsOf(verdict.status())
                    && (kind == NewsKind.LEAVE || verdict.incarnation() == incarnation);
        }
        return kind == NewsKind.SERVICE
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
                kind,
                member.name,
                spread.audience(),
                spread.informed(),
                spread.until(50),
                spread.until(99),
                spread.until(100),
                spread.byHops(),
                messages);
    }
}
