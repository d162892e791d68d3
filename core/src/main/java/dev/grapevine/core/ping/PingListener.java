package dev.grapevine.core.ping;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.model.Address;

/** Follows pings and answers as they come in from members. */
public interface PingListener {

    /** A member said what its view's hash is: on a ping of its own, or on an ack. */
    default void viewHashSeen(MemberEntry member, long viewHash, long now) {}

    /** A datagram from a member's address answered a question of this member. */
    default void answered(MemberEntry member, long now) {}

    /** A member asked, and was answered; whether it really is at that address is not known. */
    default void asked(MemberEntry member, Address from, long now) {}
}
