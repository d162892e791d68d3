package com.example.picking;

import dev.grapevine.cluster.Cluster;
import java.io.IOException;
import java.util.List;

/** The program: a server of greetings, or a client. */
public final class PickingClient {

    private static final long PAUSE_MILLIS = 500;

    private PickingClient() {}

    /**
     * Arguments: {@code serve} or {@code ask}, a name, a port (0 for any that is free), and the addresses of members to
     * contact first.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 3 || !List.of("serve", "ask").contains(arguments[0])) {
            System.err.println("usage: picking-client serve|ask NAME PORT [HOST:PORT]...");
            System.exit(2);
        }
        try (Cluster cluster = Cluster.builder()
                .name(arguments[1])
                .cluster("picking-example")
                .port(Integer.parseInt(arguments[2]))
                .seeds(List.of(arguments).subList(3, arguments.length))
                .start()) {
            if (arguments[0].equals("serve")) {
                serve(cluster);
            } else {
                ask(cluster);
            }
        }
    }

    private static void serve(Cluster cluster) throws IOException {
        try (Greeter greeter = Greeter.open(cluster)) {
            System.out.println(cluster.self().name() + " at " + cluster.address()
                    + "; Enter makes it sick and healthy again, Ctrl-D ends it");
            for (int key = System.in.read(); key >= 0; key = System.in.read()) {
                if (key == '\n') {
                    greeter.healthy(!greeter.healthy());
                    System.out.println(greeter.healthy() ? "healthy" : "sick");
                }
            }
        }
    }

    private static void ask(Cluster cluster) throws InterruptedException {
        GreetingClient client = new GreetingClient(cluster);
        while (true) {
            try {
                System.out.println(client.greet());
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
