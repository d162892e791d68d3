package dev.grapevine.core;

import dev.grapevine.core.bootstrap.Bootstrap;
import dev.grapevine.core.bootstrap.Leave;
import dev.grapevine.core.failure.OwnVerdicts;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.state.StatePublisher;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;

/** What the program around a peer may want of it. */
final class PeerCommands {

    private final View view;
    private final LocalMember self;
    private final Membership membership;
    private final OwnVerdicts verdicts;
    private final Bootstrap bootstrap;
    private final StatePublisher publisher;
    private final Leave leave;
    private final Pings pings;
    private final PeerSelector targets;

    PeerCommands(
            View view,
            LocalMember self,
            Membership membership,
            OwnVerdicts verdicts,
            Bootstrap bootstrap,
            StatePublisher publisher,
            Leave leave,
            Pings pings,
            PeerSelector targets) {
        this.view = view;
        this.self = self;
        this.membership = membership;
        this.verdicts = verdicts;
        this.bootstrap = bootstrap;
        this.publisher = publisher;
        this.leave = leave;
        this.pings = pings;
        this.targets = targets;
    }

    StatePublisher publisher() {
        return publisher;
    }

    void leave(long now) {
        leave.leave(now);
    }

    void readdress(List<Address> addresses, long now) {
        if (addresses.isEmpty() || addresses.size() > MemberRecord.MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "a member has 1 to " + MemberRecord.MAX_ADDRESSES + " addresses, not " + addresses.size());
        }
        if (!addresses.equals(self.record().addresses())) {
            membership.readdress(addresses, now);
            bootstrap.readdressed();
        }
    }

    boolean forget(String name, long now) {
        if (self.is(name)) {
            throw new IllegalArgumentException(name + " is this member itself; let it leave instead");
        }
        MemberEntry entry = view.get(name);
        if (entry == null) {
            return false;
        }
        if (entry.live()) {
            verdicts.give(entry, Status.DEAD, Evidence.FORGOTTEN, now);
        }
        return true;
    }

    void pollAgreement(int sample, long now) {
        for (MemberEntry entry : targets.random(sample, candidate -> true)) {
            Address address = entry.address();
            if (address != null) {
                int[] number = new int[1];
                number[0] = pings.openFor(entry, (from, roundTrip, then) -> pings.close(number[0]), now);
                pings.send(number[0], entry, address, now);
            }
        }
    }
}
