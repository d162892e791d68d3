package com.example.workers;

import dev.grapevine.cluster.Cluster;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** The program: a worker that prints which of twelve jobs it has. */
public final class Worker implements WorkerPool.Shard {

    private static final List<String> JOBS =
            IntStream.rangeClosed(1, 12).mapToObj(job -> "job-" + job).toList();

    private Worker() {}

    /** Arguments: a name, a port (0 for any that is free), and the addresses of members to contact first. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            System.err.println("usage: worker-pool NAME PORT [HOST:PORT]...");
            System.exit(2);
        }
        // What is opened last is closed first: the jobs are given up, then the member leaves.
        try (Cluster cluster = Cluster.builder()
                        .name(arguments[0])
                        .cluster("worker-pool-example")
                        .port(Integer.parseInt(arguments[1]))
                        .seeds(List.of(arguments).subList(2, arguments.length))
                        .start();
                WorkerPool pool = WorkerPool.join(cluster, JOBS, new Worker())) {
            System.out.println(cluster.self().name() + " at " + cluster.address() + "; Enter ends");
            System.in.read();
        }
    }

    @Override
    public void membersChanged(List<String> members) {
        System.out.println(String.join(", ", members) + " share the jobs");
    }

    @Override
    public void acquired(String key) {
        System.out.println("  + " + key);
    }

    @Override
    public void released(String key) {
        System.out.println("  - " + key);
    }
}
