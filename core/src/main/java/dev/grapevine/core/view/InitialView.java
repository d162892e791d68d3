package dev.grapevine.core.view;

/** Puts the members into a view that a peer knows before it meets anybody. */
@FunctionalInterface
public interface InitialView {

    /** A peer knows itself, and joins others when it finds them. */
    InitialView ALONE = (view, now) -> false;

    /**
     * Adds members to a view that holds its owner alone.
     *
     * @return whether its owner has joined their cluster already
     */
    boolean fill(View view, long now);
}
