package dev.grapevine.bench.soak;

import dev.grapevine.agent.cli.AgentClient;
import dev.grapevine.agent.cli.CommandException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The services of the members. Each member has the same four, which are registered again and again, as clients do; one
 * of them drains now and then, one lives by heartbeats. Jobs come and go under ever new names. Thread-safe.
 */
final class Registrations {

    private static final String CHECKED = "\"intervalSeconds\":2,\"timeoutSeconds\":1}]}";

    private static final Map<String, String> SERVICES = Map.of(
            "web",
            "{\"port\":8080,\"tags\":[\"v1\"],\"checks\":[{\"check\":\"http://" + CheckTargets.HOST + ":"
                    + CheckTargets.HTTP_PORT + "/ok\"," + CHECKED,
            "db",
            "{\"port\":5432,\"checks\":[{\"check\":\"tcp://" + CheckTargets.HOST + ":" + CheckTargets.TCP_PORT + "\","
                    + CHECKED,
            "flaky",
            "{\"port\":8081,\"checks\":[{\"check\":\"http://" + CheckTargets.HOST + ":" + CheckTargets.HTTP_PORT
                    + "/flaky\"," + CHECKED,
            "worker",
            "{\"port\":8082,\"metadata\":{\"queue\":\"mail\"},\"checks\":[{\"check\":\"ttl:8s\"}]}");

    private static final int MOST_JOBS = 12;

    private final SoakCluster cluster;
    private final Notes notes;
    private final RandomGenerator random;

    /** The members that have their services. */
    private final Set<String> expected = new TreeSet<>();

    /** The jobs that were registered, or may have been, with their member. */
    private final Map<String, String> jobs = new TreeMap<>();

    private int jobCount;

    Registrations(SoakCluster cluster, Notes notes, RandomGenerator random) {
        this.cluster = cluster;
        this.notes = notes;
        this.random = random;
    }

    /** From now on this member has its services. */
    void expect(String member) {
        synchronized (this) {
            expected.add(member);
        }
        register(member);
    }

    /** This member does not come back, and so its services are gone. */
    synchronized void forget(String member) {
        expected.remove(member);
        jobs.values().removeIf(member::equals);
    }

    /** The ids of the instances that must be found, by service. */
    synchronized Map<String, Set<String>> wanted() {
        Map<String, Set<String>> wanted = new TreeMap<>();
        for (String service : SERVICES.keySet()) {
            Set<String> ids = new TreeSet<>();
            expected.forEach(member -> ids.add(service + "-" + member));
            wanted.put(service, ids);
        }
        return wanted;
    }

    private synchronized List<String> members() {
        return List.copyOf(expected);
    }

    /** Registers all services again. */
    void repeat() {
        members().forEach(this::register);
    }

    private void register(String member) {
        for (Map.Entry<String, String> service : SERVICES.entrySet()) {
            attempt(
                    "registering",
                    member,
                    client -> client.send(
                            "PUT", path(service.getKey(), service.getKey() + "-" + member), service.getValue()));
        }
    }

    void heartbeats() {
        for (String member : members()) {
            attempt(
                    "a heartbeat",
                    member,
                    client -> client.send(
                            "PUT", path("worker", "worker-" + member) + "/health", "{\"status\":\"passing\"}"));
        }
    }

    /** Drains one instance, and ends the draining of all others. */
    void drain() {
        List<String> members = members();
        int drained = random.nextInt(members.size());
        for (int i = 0; i < members.size(); i++) {
            String member = members.get(i);
            String state = i == drained ? "drain" : "up";
            attempt(
                    "draining",
                    member,
                    client -> client.send(
                            "PUT", path("web", "web-" + member) + "/state", "{\"state\":\"" + state + "\"}"));
        }
    }

    /** Registers a job of a new name, and withdraws an old one. */
    void jobs() {
        Map<String, String> old = new HashMap<>();
        String job;
        String member;
        synchronized (this) {
            List<String> members = new ArrayList<>(expected);
            member = members.get(random.nextInt(members.size()));
            job = "job-" + ++jobCount;
            jobs.put(job, member);
            List<String> all = new ArrayList<>(jobs.keySet());
            if (all.size() > MOST_JOBS) {
                String ends = all.get(random.nextInt(all.size()));
                old.put(ends, String.valueOf(jobs.get(ends)));
            }
        }
        attempt(
                "registering",
                member,
                client -> client.send(
                        "PUT",
                        path(job, job),
                        "{\"port\":1,\"checks\":[{\"check\":\"http://" + CheckTargets.HOST + ":"
                                + CheckTargets.HTTP_PORT + "/hangs\"," + CHECKED));
        old.forEach(this::withdraw);
    }

    /**
     * Withdraws all jobs, and ends all draining.
     *
     * @return whether all are withdrawn
     */
    boolean settle() {
        Map<String, String> all;
        synchronized (this) {
            all = new TreeMap<>(jobs);
        }
        all.forEach(this::withdraw);
        for (String member : members()) {
            attempt(
                    "ending a drain",
                    member,
                    client -> client.send("PUT", path("web", "web-" + member) + "/state", "{\"state\":\"up\"}"));
        }
        synchronized (this) {
            return jobs.isEmpty();
        }
    }

    private void withdraw(String job, String member) {
        if (attempt("withdrawing", member, client -> client.send("DELETE", path(job, job), ""))) {
            synchronized (this) {
                jobs.remove(job);
            }
        }
    }

    private static String path(String service, String id) {
        return "/v1/services/" + service + "/" + id;
    }

    private interface Request {
        void send(AgentClient client);
    }

    /** Whether it was done; also if there was nothing to withdraw. */
    private boolean attempt(String what, String member, Request request) {
        for (SoakAgent agent : cluster.current()) {
            if (agent.name().equals(member) && agent.running()) {
                try {
                    request.send(agent.client());
                    return true;
                } catch (CommandException failed) {
                    notes.failed(what, failed);
                    return String.valueOf(failed.getMessage()).contains("has no instance");
                }
            }
        }
        return false;
    }
}
