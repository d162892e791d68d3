package com.example.picking;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.Service;
import dev.grapevine.model.Instance;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Asks for greetings. Each request goes to an instance that is picked for it, and to another one if that fails. */
final class GreetingClient {

    private static final int TRIES = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Service greeters;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    GreetingClient(Cluster cluster) {
        this.greeters = cluster.service(Greeter.SERVICE);
    }

    /**
     * A greeting by one of the healthy instances.
     *
     * @throws IOException if there is none, or none answered
     */
    String greet() throws IOException, InterruptedException {
        IOException failure = new IOException("no healthy instance of " + greeters.name());
        Set<Instance> tried = new HashSet<>();
        while (tried.size() < TRIES) {
            // Picking is a look into memory, so it is done for each try. A server that has just died may still be
            // picked: the cluster needs a moment to find out, and a client needs a second try.
            Optional<Instance> picked = greeters.pick(instance -> !tried.contains(instance));
            if (picked.isEmpty()) {
                break;
            }
            tried.add(picked.get());
            try {
                return ask(picked.get());
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private String ask(Instance instance) throws IOException, InterruptedException {
        URI address = URI.create("http://" + instance.host() + ":" + instance.port() + "/hello");
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(instance + " answered " + response.statusCode());
        }
        return response.body();
    }
}
