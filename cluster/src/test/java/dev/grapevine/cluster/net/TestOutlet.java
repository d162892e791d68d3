package dev.grapevine.cluster.net;

import dev.grapevine.core.seal.SealOutlet;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Connects a sealing to a transport, with no peer behind it. */
final class TestOutlet implements SealOutlet {

    @Nullable Transport transport;

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public void send(Address to, ByteBuffer datagram) {
        if (transport != null) {
            transport.send(to, datagram);
        }
    }

    @Override
    public boolean isMemberAddress(Address address) {
        return false;
    }

    @Override
    public boolean isAddressOf(String name, Address address) {
        return false;
    }

    @Override
    public void dropped(DropReason reason) {
        if (transport != null) {
            transport.dropped(reason);
        }
    }

    @Override
    public void copied(Address from) {
        throw new AssertionError("a copy at " + from);
    }
}
