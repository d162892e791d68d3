package dev.grapevine.core.seal;

import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;

/** What sealing needs of the member around it. */
public interface SealOutlet {

    /** The wall clock, only to notice that the machine was suspended. */
    long wallMillis();

    /** Sends a datagram of its own. */
    void send(Address to, ByteBuffer datagram);

    /** Whether a live member has this address. */
    boolean isMemberAddress(Address address);

    /** Whether the member of that name has this address. */
    boolean isAddressOf(String name, Address address);

    /** A datagram was not taken. */
    void dropped(DropReason reason);

    /** A copy of this process runs somewhere: it sealed a datagram under this process's own salt, and this process has drawn another. */
    void copied(Address from);
}
