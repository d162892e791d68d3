package com.example.picking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.Service;
import dev.grapevine.cluster.Subscription;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PickingClientTest {

    @Test
    void requests_go_to_healthy_servers_that_run() throws Exception {
        try (Cluster a = member("a");
                Greeter greeterA = Greeter.open(a);
                Cluster b = member("b", a.address().toString());
                Greeter greeterB = Greeter.open(b);
                Cluster asking = member("client", a.address().toString())) {
            GreetingClient client = new GreetingClient(asking);
            Service greeters = asking.service(Greeter.SERVICE);

            greeters.await(2, Duration.ofSeconds(30));
            assertEquals(Set.of("hello from a", "hello from b"), greetings(client));

            greeterA.healthy(false);
            awaitMembers(greeters, List.of("b"));
            assertEquals(Set.of("hello from b"), greetings(client));

            greeterA.healthy(true);
            greeters.await(2, Duration.ofSeconds(30));

            b.abort(); // To the others this is a crash. The server is closed too, as it would be with the process.
            greeterB.close();
            assertEquals(Set.of("hello from a"), greetings(client)); // by a second try, until the cluster knows
            awaitMembers(greeters, List.of("a"));
            assertEquals(Set.of("hello from a"), greetings(client));
        }
    }

    /** What thirty requests are answered: with two servers, one of them is picked for all only once in 2^29 runs. */
    private static Set<String> greetings(GreetingClient client) throws Exception {
        Set<String> greetings = new TreeSet<>();
        for (int request = 0; request < 30; request++) {
            greetings.add(client.greet());
        }
        return greetings;
    }

    /** Waits until the service has instances of these members and no others. */
    private static void awaitMembers(Service service, List<String> names) throws Exception {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        try (Subscription watch = service.watch(instances -> {
            if (instances.stream()
                    .map(Instance::member)
                    .map(Member::name)
                    .toList()
                    .equals(names)) {
                reached.complete(null);
            }
        })) {
            reached.get(30, TimeUnit.SECONDS);
        }
    }

    private static Cluster member(String name, String... seeds) {
        return Cluster.builder().name(name).port(0).seeds(seeds).start();
    }
}
