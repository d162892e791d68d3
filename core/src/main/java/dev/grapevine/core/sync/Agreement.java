package dev.grapevine.core.sync;

import dev.grapevine.core.ping.ViewHashListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import java.util.HashSet;
import java.util.Set;

/** How many members were last seen with this view's hash, among those seen since it last changed. */
public final class Agreement implements ViewHashListener {

    private final View view;
    private final Set<String> agreeing = new HashSet<>();
    private final Set<String> differing = new HashSet<>();
    private long forHash;

    public Agreement(View view) {
        this.view = view;
    }

    @Override
    public void seen(MemberEntry from, long viewHash, long now) {
        forgetOld();
        boolean same = viewHash == forHash;
        (same ? differing : agreeing).remove(from.name());
        (same ? agreeing : differing).add(from.name());
    }

    private void forgetOld() {
        if (view.hash() != forHash) {
            forHash = view.hash();
            agreeing.clear();
            differing.clear();
        }
    }

    /** Members seen with this hash, this one included. */
    public int agreeing() {
        forgetOld();
        return agreeing.size() + 1;
    }

    /** Members whose hash was seen, this one included. */
    public int compared() {
        forgetOld();
        return agreeing.size() + differing.size() + 1;
    }
}
