package dev.grapevine.sim.operation;

import java.util.Set;

/** An operation that concerns one member: its process, the host that it runs on, or what strangers do to it. */
public sealed interface MemberOperation extends Operation permits ProcessOperation, HostOperation, Attack {

    String member();

    @Override
    default Set<String> members() {
        return Set.of(member());
    }
}
