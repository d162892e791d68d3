package dev.grapevine.bench.soak;

import dev.grapevine.agent.cli.AgentClient.Response;
import dev.grapevine.agent.cli.CommandException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/** Programs that ask the agents: some wait for changes, some vanish in the middle of a response or of a request. */
final class Clients {

    private static final int MOST_OPEN = 40;

    private final SoakCluster cluster;
    private final Notes notes;

    /** Connections of rude clients that are still open. Only {@link #rude} uses it. */
    private final Deque<Socket> open = new ArrayDeque<>();

    Clients(SoakCluster cluster, Notes notes) {
        this.cluster = cluster;
        this.notes = notes;
    }

    /** Waits for changes of a service, at the agent of a place; one wait of a loop. */
    String await(int place, String index) throws InterruptedException {
        SoakAgent agent = cluster.at(place);
        if (agent != null && agent.running()) {
            try {
                Response response =
                        agent.client().get("/v1/services/web?wait=10s&index=" + index, Duration.ofSeconds(20));
                notes.count("blocking reads");
                return response.index().orElse("0");
            } catch (CommandException failed) {
                notes.failed("a blocking read", failed);
            }
        }
        Thread.sleep(500);
        return "0";
    }

    /** A client that does not behave. */
    void rude(RandomGenerator random) {
        SoakAgent agent = cluster.any(random);
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(agent.host(), SoakAgent.HTTP_PORT), 1_000);
            String request = switch (random.nextInt(5)) {
                case 0, 1 -> "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
                case 2 -> "GET /v1/members?index=1&wait=5m HTTP/1.1\r\nHost: localhost\r\n\r\n";
                case 3 ->
                    "PUT /v1/services/half/half HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
                default -> "GET /v1/members HTT";
            };
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            open.add(socket);
            notes.count("rude clients");
        } catch (IOException failed) {
            notes.failed("a connection", failed);
        }
        while (open.size() > MOST_OPEN) {
            Socket oldest = open.remove();
            try {
                // By a reset or with a FIN, and without reading what was sent.
                oldest.setSoLinger(random.nextBoolean(), 0);
                oldest.close();
            } catch (IOException gone) {
                // The agent was faster.
            }
        }
    }

    /** Ends the rude ones. */
    void end() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException gone) {
                // The agent was faster.
            }
        }
        open.clear();
    }
}
