package dev.grapevine.model;

/** What kind of step a {@link Why.Finding} is. */
public enum FindingKind {
    /** The actor saw the first sign of trouble: a closed tether, a refused probe, an unanswered ping. */
    SIGN,
    /** The actor checked the member on fresh sockets. */
    CHECK,
    /** The actor asked its peers to check the member too. */
    ASKED,
    /** The actor was asked, and answered its peer. */
    ANSWERED,
    /** The actor accused the member. */
    SUSPECTED,
    /** The actor found the same as the accusers before it. */
    CONFIRMED,
    /** The actor told the member what it is accused of, so that the member can refute it. */
    TOLD,
    /** The actor put a verdict off. */
    HELD,
    /** The actor declared the member dead, with its peers as further accusers. */
    VERDICT,
    /** The actor learned from another member what its peers found, or what the member said of itself. */
    HEARD,
    /** The actor is the member itself, which refuted what its peers accused it of. */
    REFUTED
}
