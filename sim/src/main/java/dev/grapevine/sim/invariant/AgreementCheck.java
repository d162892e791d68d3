package dev.grapevine.sim.invariant;

import dev.grapevine.core.Peer;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.model.Status;
import dev.grapevine.sim.member.Members;
import dev.grapevine.sim.member.SimulatedMember;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether all members agree and are right: what must hold some time after the last fault. */
public final class AgreementCheck {

    /** What does not hold. */
    public record Disagreement(Invariant invariant, String text) {}

    /** The invariants that each attempt checks. */
    public static final List<Invariant> CHECKED =
            List.of(Invariant.CONVERGENCE, Invariant.COMPLETENESS, Invariant.ACCURACY, Invariant.REGISTRY);

    private final Members members;

    public AgreementCheck(Members members) {
        this.members = members;
    }

    /** The first thing that does not hold yet; empty if the cluster has converged on the truth. */
    public Optional<Disagreement> find() {
        List<SimulatedMember> running =
                members.all().stream().filter(SimulatedMember::responsive).toList();
        Map<String, MemberRecord> owners = new HashMap<>();
        running.forEach(member -> owners.put(member.name(), member.peer().self()));
        List<ServiceRegistry.Registered> services = registered(running);
        Long hash = null;
        for (SimulatedMember member : running) {
            Peer peer = member.peer();
            Optional<Disagreement> wrong =
                    wrongView(member.name(), peer.questions().members(), owners);
            if (wrong.isPresent()) {
                return wrong;
            }
            long viewHash = peer.questions().viewHash();
            if (hash != null && hash != viewHash) {
                return Optional.of(new Disagreement(
                        Invariant.CONVERGENCE,
                        "the view hashes of " + running.get(0).name() + " and " + member.name() + " differ"));
            }
            hash = viewHash;
            if (!peer.questions().registry().all().equals(services)) {
                return Optional.of(new Disagreement(
                        Invariant.REGISTRY,
                        member.name() + " knows of "
                                + names(peer.questions().registry().all()) + ", registered are " + names(services)));
            }
        }
        return Optional.ofNullable(KeyCheck.difference(running)).map(text -> new Disagreement(Invariant.KEYS, text));
    }

    private static Optional<Disagreement> wrongView(
            String observer, Collection<MemberRecord> view, Map<String, MemberRecord> owners) {
        int live = 0;
        for (MemberRecord record : view) {
            MemberRecord owner = owners.get(record.name());
            boolean ofRunning = owner != null && owner.generation() == record.generation();
            if (record.status().live() && !ofRunning) {
                return Optional.of(new Disagreement(
                        Invariant.COMPLETENESS, observer + " holds " + describe(record) + ", which does not run"));
            }
            if (ofRunning && record.status() != Status.ALIVE) {
                return Optional.of(
                        new Disagreement(Invariant.ACCURACY, observer + " holds " + describe(record) + ", which runs"));
            }
            if (ofRunning) {
                live++;
            }
        }
        return live == owners.size()
                ? Optional.empty()
                : Optional.of(new Disagreement(
                        Invariant.CONVERGENCE,
                        observer + " knows " + live + " of " + owners.size() + " running members"));
    }

    private static List<ServiceRegistry.Registered> registered(List<SimulatedMember> running) {
        ServiceRegistry registry = new ServiceRegistry();
        for (SimulatedMember member : running) {
            member.registered().forEach(instance -> registry.put(member.name(), instance));
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
