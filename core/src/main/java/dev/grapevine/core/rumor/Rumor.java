package dev.grapevine.core.rumor;

import dev.grapevine.core.view.MemberEntry;
import org.jspecify.annotations.Nullable;

/**
 * One piece of news on its way: which member it is about, and how far it has been spread. A rumor holds no words. What it
 * says is read from the view each time it is sent, so it is never older than the view.
 */
public final class Rumor {

    /** What a rumor tells of its member. */
    enum Topic {
        /** Its record, or the verdict on it. */
        RECORD,
        /** Its owned state. */
        STATE,
        /** What it is accused of, told to itself. Made for one packet and never kept. */
        ACCUSATION
    }

    /** How far critical news has been spread (PROTOCOL.md, section 3). */
    enum Phase {
        /** Not pushed yet. News that is not critical stays here and only rides. */
        NEW(0),
        /** Pushed once. */
        PUSHED(1),
        /** Pushed, then repeated once. */
        REPEATED_ONCE(4),
        /** Pushed, then repeated twice. */
        REPEATED_TWICE(14),
        /** Repeated for the last time, replaced by newer news of the same member, or dropped. */
        OVER(0);

        /** When the next repeat is due: after first hearing, in units of the first repeat. 0 if there is none. */
        final int repeatFactor;

        Phase(int repeatFactor) {
            this.repeatFactor = repeatFactor;
        }

        boolean repeats() {
            return repeatFactor > 0;
        }

        /** The phase after one more push or repeat. */
        Phase next() {
            return values()[ordinal() + 1];
        }
    }

    /** There is one rumor at a time for each topic of a member. */
    record Key(Topic topic, String name) implements Comparable<Key> {

        /** The method that a record gets by itself is slow until it is compiled. */
        @Override
        public int hashCode() {
            return 31 * name.hashCode() + topic.ordinal();
        }

        /** Names may be chosen so that their hashes collide; a hash table sorts keys that do, if they can be compared. */
        @Override
        public int compareTo(Key other) {
            int order = name.compareTo(other.name);
            return order != 0 ? order : topic.compareTo(other.topic);
        }
    }

    final Key key;

    final MemberEntry about;

    final long heardAt;

    /** The member that the news came from, which is not told again. */
    final @Nullable String source;

    /** Whether it is pushed and repeated. Other news only rides on packets that are sent anyway. */
    final boolean critical;

    /** For state: the version that the receivers hold already, as far as is known here. */
    final long stateFrom;

    Phase phase = Phase.NEW;

    /** When the next repeat is due, in a phase that has one. */
    long nextRepeat;

    /** Copies sent other than by pushes and repeats. */
    int rides;

    /** What it said last, to be said again while the view has not changed. */
    RumorPackets.@Nullable Wording wording;

    Rumor(Key key, MemberEntry about, long heardAt, @Nullable String source, boolean critical, long stateFrom) {
        this.key = key;
        this.about = about;
        this.heardAt = heardAt;
        this.source = source;
        this.critical = critical;
        this.stateFrom = stateFrom;
    }

    /** What a member is accused of, for a packet to that member. */
    static Rumor accusation(MemberEntry accused, long now) {
        return new Rumor(new Key(Topic.ACCUSATION, accused.name()), accused, now, null, true, 0);
    }
}
