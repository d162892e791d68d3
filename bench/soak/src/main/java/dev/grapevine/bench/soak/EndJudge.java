package dev.grapevine.bench.soak;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.ServiceInfo;
import dev.grapevine.agent.cli.CommandException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Whether the agents are of one mind, and right, once the load has ended. */
final class EndJudge {

    private final SoakCluster cluster;
    private final SoakOptions options;
    private final Registrations registrations;

    EndJudge(SoakCluster cluster, SoakOptions options, Registrations registrations) {
        this.cluster = cluster;
        this.options = options;
        this.registrations = registrations;
    }

    /**
     * Waits until all is as it should be.
     *
     * @param limit after which what is wrong counts
     */
    List<Judgement> judge(Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<Judgement> judgements = new ArrayList<>();
        judgements.add(await(end, "every agent lists exactly the running members as alive", this::wrongMembers));
        judgements.add(
                await(end, "every agent finds each registered instance once, and no other", this::wrongServices));
        judgements.add(agreement(Duration.ofNanos(Math.max(5_000_000_000L, end - System.nanoTime()))));
        return judgements;
    }

    private static Judgement await(long end, String what, Supplier<String> wrong) throws InterruptedException {
        String last = wrong.get();
        while (!last.isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(500);
            last = wrong.get();
        }
        return new Judgement(last.isEmpty(), last.isEmpty() ? what : what + "; but " + last);
    }

    private String wrongMembers() {
        Set<String> wanted = new TreeSet<>();
        cluster.current().forEach(agent -> wanted.add(agent.name()));
        Map<String, String> generations = new TreeMap<>();
        for (SoakAgent agent : cluster.current()) {
            Set<String> alive = new TreeSet<>();
            try {
                for (MemberInfo member :
                        agent.client().readList(MemberInfo.class, agent.client().get("/v1/members"))) {
                    if (member.status().equals("alive")) {
                        alive.add(member.name());
                        String other = generations.putIfAbsent(member.name(), member.generation());
                        if (other != null && !other.equals(member.generation())) {
                            return agent.name() + " has generation " + member.generation() + " of " + member.name()
                                    + ", another agent " + other;
                        }
                    } else if (member.status().equals("suspect")) {
                        return agent.name() + " suspects " + member.name();
                    }
                }
            } catch (CommandException failed) {
                return agent.name() + ": " + failed.getMessage();
            }
            if (!alive.equals(wanted)) {
                return agent.name() + " lists " + alive + ", not " + wanted;
            }
        }
        return "";
    }

    private String wrongServices() {
        if (!registrations.settle()) {
            return "a job could not be withdrawn";
        }
        Map<String, Set<String>> wanted = registrations.wanted();
        for (SoakAgent agent : cluster.current()) {
            try {
                Set<String> services = new TreeSet<>();
                for (ServiceInfo service : agent.client()
                        .readList(ServiceInfo.class, agent.client().get("/v1/services"))) {
                    services.add(service.name());
                }
                if (!services.equals(wanted.keySet())) {
                    return agent.name() + " lists the services " + services;
                }
                for (Map.Entry<String, Set<String>> service : wanted.entrySet()) {
                    List<String> found = new ArrayList<>();
                    for (InstanceInfo instance : agent.client()
                            .readList(InstanceInfo.class, agent.client().get("/v1/services/" + service.getKey()))) {
                        found.add(instance.id());
                        if (!instance.id().equals(service.getKey() + "-" + instance.member())) {
                            return agent.name() + " finds " + instance.id() + " at " + instance.member();
                        }
                    }
                    found.sort(null);
                    if (!found.equals(List.copyOf(service.getValue()))) {
                        return agent.name() + " finds " + found + ", not " + service.getValue();
                    }
                }
            } catch (CommandException failed) {
                return agent.name() + ": " + failed.getMessage();
            }
        }
        return "";
    }

    /** As users ask for it, on the command line. */
    private Judgement agreement(Duration limit) throws IOException, InterruptedException {
        Process command = new ProcessBuilder(
                        SoakAgent.javaTool("java"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        options.jar().toString(),
                        "wait",
                        "--agreement",
                        "100%",
                        "--members",
                        Integer.toString(SoakCluster.SIZE),
                        "--timeout",
                        limit.toSeconds() + "s",
                        "--http",
                        cluster.steady().get(0).client().base().toString())
                .redirectErrorStream(true)
                .redirectOutput(options.folder().resolve("wait.log").toFile())
                .start();
        boolean over = command.waitFor(limit.toSeconds() + 20, TimeUnit.SECONDS);
        command.destroyForcibly();
        return new Judgement(
                over && command.exitValue() == 0, "wait --members " + SoakCluster.SIZE + " --agreement 100%");
    }
}
