package dev.grapevine.sim.operation;

import java.util.Set;

/** An operation that concerns one member: its process, or the host that it runs on. */
public sealed interface MemberOperation extends Operation permits ProcessOperation, HostOperation {

    String member();

    @Override
    default Set<String> members() {
        return Set.of(member());
    }
}
