package dev.grapevine.sim;

import dev.grapevine.core.Peer;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.model.Status;
import dev.grapevine.sim.InvariantViolation.Invariant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether all members agree and are right: what must hold some time after the last fault. */
final class AgreementCheck {

    /** What does not hold. */
    record Complaint(Invariant invariant, String text) {}

    /** What is looked at each time. */
    static final List<Invariant> JUDGED =
            List.of(Invariant.CONVERGENCE, Invariant.COMPLETENESS, Invariant.ACCURACY, Invariant.REGISTRY);

    private AgreementCheck() {}

    /** The first thing that does not hold yet; empty if the cluster has converged on the truth. */
    static Optional<Complaint> complaint(Stage stage) {
        List<ScenarioMember> running =
                stage.members().stream().filter(ScenarioMember::responsive).toList();
        Map<String, MemberRecord> owners = new HashMap<>();
        running.forEach(member -> owners.put(member.host.name(), member.peer().self()));
        List<ServiceRegistry.Registered> services = registered(running);
        Long hash = null;
        for (ScenarioMember member : running) {
            Peer peer = member.peer();
            Optional<Complaint> wrong = wrongView(member.host.name(), peer.members(), owners);
            if (wrong.isPresent()) {
                return wrong;
            }
            long viewHash = peer.viewHash();
            if (hash != null && hash != viewHash) {
                return Optional.of(new Complaint(
                        Invariant.CONVERGENCE,
                        "the view hashes of " + running.get(0).host + " and " + member.host + " differ"));
            }
            hash = viewHash;
            if (!peer.registry().all().equals(services)) {
                return Optional.of(new Complaint(
                        Invariant.REGISTRY,
                        member.host + " knows of " + names(peer.registry().all()) + ", registered are "
                                + names(services)));
            }
        }
        return Optional.empty();
    }

    private static Optional<Complaint> wrongView(
            String observer, Collection<MemberRecord> view, Map<String, MemberRecord> owners) {
        int live = 0;
        for (MemberRecord record : view) {
            MemberRecord owner = owners.get(record.name());
            boolean ofRunning = owner != null && owner.generation() == record.generation();
            if (record.status().live() && !ofRunning) {
                return Optional.of(new Complaint(
                        Invariant.COMPLETENESS, observer + " holds " + describe(record) + ", which does not run"));
            }
            if (ofRunning && record.status() != Status.ALIVE) {
                return Optional.of(
                        new Complaint(Invariant.ACCURACY, observer + " holds " + describe(record) + ", which runs"));
            }
            if (ofRunning) {
                live++;
            }
        }
        return live == owners.size()
                ? Optional.empty()
                : Optional.of(new Complaint(
                        Invariant.CONVERGENCE,
                        observer + " knows " + live + " of " + owners.size() + " running members"));
    }

    private static List<ServiceRegistry.Registered> registered(List<ScenarioMember> running) {
        ServiceRegistry registry = new ServiceRegistry();
        for (ScenarioMember member : running) {
            member.registered.values().forEach(instance -> registry.put(member.host.name(), instance));
        }
        return registry.all();
    }

    private static List<String> names(List<ServiceRegistry.Registered> services) {
        List<String> names = new ArrayList<>();
        services.forEach(service -> names.add(service.member() + "/"
                + service.instance().service() + ":" + service.instance().port()));
        return names;
    }

    static String describe(MemberRecord record) {
        return record.name() + " " + record.status() + " (generation " + Long.toUnsignedString(record.generation())
                + ", incarnation " + record.incarnation() + ")";
    }
}
