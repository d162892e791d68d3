package dev.grapevine.sim.figures;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.sim.world.Process;

/** What a recorder asks of the peers that processes run. */
public interface Peers {

    /** Its own record. */
    MemberRecord self(Process process);

    /** The hash of its view. */
    long viewHash(Process process);
}
