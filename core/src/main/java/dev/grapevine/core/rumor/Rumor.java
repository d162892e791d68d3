package dev.grapevine.core.rumor;

import dev.grapevine.core.view.MemberEntry;
import org.jspecify.annotations.Nullable;

/**
 * One piece of news on its way: whom it is about, and how far it has been spread. What it says is made from the view when it is
 * sent, so newer news of the same member takes its place by itself.
 */
final class Rumor {

    /** What a rumor tells of its member. */
    enum Topic {
        /** Its record or the verdict on it. */
        RECORD,
        /** Its owned state. */
        STATE
    }

    record Key(Topic topic, String name) {

        /** The one that a record has by itself is dear until it is compiled. */
        @Override
        public int hashCode() {
            return 31 * name.hashCode() + topic.ordinal();
        }
    }

    final Key key;

    /** Of the view; a rumor ends with it. */
    final MemberEntry about;

    final long heardAt;

    /** The member that it came from; not told again. */
    final @Nullable String source;

    /** Pushed and repeated; otherwise it only rides on what is sent anyway. */
    final boolean critical;

    /** For state: what those who are told hold already, as far as is known here. */
    final long stateFrom;

    /** Times it was spread: 0 until it was pushed, then one more for each repeat. */
    int spread;

    /** When it is to be repeated next. */
    long nextRepeat;

    /** Packets that it rode on. */
    int rides;

    /** What it says, as long as what that was made of is the same; see {@link Wording}. */
    Wording.@Nullable Worded worded;

    Rumor(Key key, MemberEntry about, long heardAt, @Nullable String source, boolean critical, long stateFrom) {
        this.key = key;
        this.about = about;
        this.heardAt = heardAt;
        this.source = source;
        this.critical = critical;
        this.stateFrom = stateFrom;
    }
}
