package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.SelfInfo;
import dev.grapevine.agent.api.ServiceInfo;
import java.util.ArrayList;
import java.util.List;

/** A service instance that a command names, to be changed at its own agent. */
record OwnInstance(String service, String id) {

    /**
     * The instance of that name: SERVICE/ID, or the id alone, of an instance of the asked member.
     *
     * @throws CommandException if there is none, or several
     */
    static OwnInstance named(AgentClient client, String name) {
        return find(client, name, false);
    }

    /** The same, but if only another member has such an instance, it is that one, for the agent to say who the owner is. */
    static OwnInstance ofAnyMember(AgentClient client, String name) {
        return find(client, name, true);
    }

    private static OwnInstance find(AgentClient client, String name, boolean ofOthers) {
        int slash = name.indexOf('/');
        return slash > 0
                ? new OwnInstance(name.substring(0, slash), name.substring(slash + 1))
                : search(client, name.substring(slash + 1), ofOthers);
    }

    private static OwnInstance search(AgentClient client, String id, boolean ofOthers) {
        String self =
                client.read(SelfInfo.class, client.get("/v1/self")).member().name();
        List<String> own = new ArrayList<>();
        List<OwnInstance> found = new ArrayList<>();
        List<OwnInstance> others = new ArrayList<>();
        for (ServiceInfo service : client.readList(ServiceInfo.class, client.get("/v1/services"))) {
            if (!ofOthers && !service.members().contains(self)) {
                continue;
            }
            String path = "/v1/services/" + AgentClient.segment(service.name());
            for (InstanceInfo instance : client.readList(InstanceInfo.class, client.get(path))) {
                boolean local = instance.member().equals(self);
                if (instance.id().equals(id) && (local || ofOthers)) {
                    (local ? found : others).add(new OwnInstance(instance.service(), id));
                } else if (local) {
                    own.add(instance.id());
                }
            }
        }
        if (found.size() > 1) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    "member " + self + " has several instances \"" + id + "\"; name one of "
                            + String.join(
                                    ", ",
                                    found.stream().map(OwnInstance::toString).toList()));
        }
        if (found.isEmpty() && others.isEmpty()) {
            throw new CommandException(
                    ExitStatus.NO,
                    "member " + self + " has no service instance \"" + id + "\"; "
                            + (own.isEmpty() ? "it has no instances" : "it has " + String.join(", ", own)));
        }
        return found.isEmpty() ? others.get(0) : found.get(0);
    }

    String path() {
        return "/v1/services/" + AgentClient.segment(service) + "/" + AgentClient.segment(id);
    }

    @Override
    public String toString() {
        return service + "/" + id;
    }
}
