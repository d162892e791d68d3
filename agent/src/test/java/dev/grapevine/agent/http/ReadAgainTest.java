package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.config.Secret;
import dev.grapevine.agent.config.Token;
import dev.grapevine.agent.config.TokenGrant;
import dev.grapevine.agent.config.TokenScope;
import dev.grapevine.agent.config.Tokens;
import dev.grapevine.cluster.net.AllowList;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of clients whose token or network is allowed no longer. */
class ReadAgainTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TokenGrant READ = new TokenGrant(TokenScope.READ, "");
    private static final TokenGrant OPERATE = new TokenGrant(TokenScope.OPERATE, "");

    private final List<Socket> sockets = new ArrayList<>();
    private final TestServer server =
            new TestServer(tokens(List.of(READ), token("first", READ), token("second", READ), token("third", READ)));

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private static Token token(String text, TokenGrant... grants) {
        return new Token(text + "-owner", new Secret(Token.hash(text)), List.of(grants));
    }

    private static Tokens tokens(List<TokenGrant> anonymous, Token... all) {
        return new Tokens(Arrays.asList(all), anonymous, false);
    }

    private void readAgain(Tokens tokens) {
        server.readAgain(new HttpAccess(tokens, AllowList.ALL));
    }

    /** Sends a request, from a local address of its own. */
    private Socket begin(String path, String token, String from) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.port()));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        String header = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private Socket stream(String token) throws IOException {
        Socket socket = begin("/v1/events", token, "127.0.0.1");
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    /** A read that waits for a change, for ten minutes at most. */
    private Socket waitingRead(String token, String index) throws IOException {
        return begin("/v1/members?index=" + index + "&wait=600s", token, "127.0.0.1");
    }

    private String index() {
        return server.get("/v1/members")
                .headers()
                .firstValue("X-Grapevine-Index")
                .orElseThrow();
    }

    private void awaitOpen(int streams, int parked) {
        await().atMost(PATIENCE)
                .until(() ->
                        server.get("/v1/stats").body().contains("\"streams\":" + streams + ",\"parked\":" + parked));
    }

    private static void assertEnds(Socket socket) {
        try {
            byte[] some = new byte[1 << 16];
            int count = 0;
            while (count >= 0) {
                count = socket.getInputStream().read(some);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("it did not end", e);
        } catch (IOException reset) {
            assertThat(socket.isClosed()).isFalse();
        }
    }

    @Test
    void streams_and_waiting_reads_end_when_their_token_is_removed_or_may_read_no_longer() throws IOException {
        String index = index();
        Socket removed = stream("first");
        Socket changed = stream("second");
        Socket kept = stream("third");
        Socket anonymous = stream("");
        Socket removedRead = waitingRead("first", index);
        Socket changedRead = waitingRead("second", index);
        Socket keptRead = waitingRead("third", index);
        Socket anonymousRead = waitingRead("", index);
        awaitOpen(4, 4);
        readAgain(tokens(List.of(READ), token("second", OPERATE), token("third", READ, OPERATE)));
        assertEnds(removed);
        assertEnds(changed);
        assertEnds(removedRead);
        assertEnds(changedRead);
        awaitOpen(2, 2);
        readAgain(tokens(List.of(), token("third", READ)));
        assertEnds(anonymous);
        assertEnds(anonymousRead);
        server.cluster.emit(new dev.grapevine.cluster.Event.Joined(
                dev.grapevine.agent.testing.FakeCluster.known("node2", dev.grapevine.model.Status.ALIVE)));
        assertThat(keptRead.getInputStream().read()).isEqualTo('H');
        byte[] some = new byte[1 << 16];
        assertThat(kept.getInputStream().read(some)).isPositive();
    }

    @Test
    void a_read_that_begins_to_wait_while_its_token_is_removed_ends_too() throws Exception {
        String index = index();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        List<Socket> begun = java.util.Collections.synchronizedList(new ArrayList<>());
        try {
            for (int round = 0; round < 40; round++) {
                boolean streams = round % 2 == 0;
                var starting = clients.submit(() -> {
                    begun.add(streams ? begin("/v1/events", "first", "127.0.0.1") : waitingRead("first", index));
                    return true;
                });
                readAgain(tokens(List.of(READ), token("other", READ)));
                starting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                await().atMost(PATIENCE)
                        .until(() -> server.get("/v1/stats").body().contains("\"streams\":0"));
                awaitOpen(0, 0);
                readAgain(tokens(List.of(READ), token("other", READ), token("first", READ)));
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(begun).hasSize(40);
    }

    @Test
    void connections_from_other_networks_are_closed_before_a_byte_is_read_and_open_ones_end() throws IOException {
        Socket other = begin("/v1/events", "first", "127.0.0.9");
        assertThat(other.getInputStream().read()).isEqualTo('H');
        Socket idle = new Socket();
        sockets.add(idle);
        idle.bind(new InetSocketAddress("127.0.0.9", 0));
        idle.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.port()));
        idle.setSoTimeout((int) PATIENCE.toMillis());
        server.readAgain(new HttpAccess(Tokens.NONE, AllowList.of(List.of("127.0.0.0/29"))));
        assertEnds(other);
        assertEnds(idle);
        Socket refused = new Socket();
        sockets.add(refused);
        refused.bind(new InetSocketAddress("127.0.0.9", 0));
        refused.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.port()));
        refused.setSoTimeout((int) PATIENCE.toMillis());
        assertEnds(refused);
        assertThat(server.get("/v1/self").statusCode()).isEqualTo(200);
        server.readAgain(new HttpAccess(Tokens.NONE, AllowList.ALL));
        Socket again = begin("/v1/self", "", "127.0.0.9");
        assertThat(again.getInputStream().read()).isEqualTo('H');
    }
}
