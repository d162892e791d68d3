package dev.grapevine.model;

/** What became of the comparisons of the view with other members. One sync may count under several. */
public enum SyncOutcome {
    /** The local member asked another. */
    ASKED,
    /** The local member was asked, and answered. */
    ANSWERED,
    /** A question of the local member brought news. */
    USEFUL,
    /** A question of the local member brought nothing new. */
    EMPTY,
    /** The difference was too large for datagrams, and a stream was opened. */
    STREAM,
    /** The local member was asked by stream, and had no place free. */
    BUSY
}
