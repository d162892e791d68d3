package dev.grapevine.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.cluster.net.HostSyntax;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckResolverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CheckWorkers workers = new CheckWorkers(16, "resolver-test");
    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile AllowList allowed = AllowList.ALL;
    private volatile String addresses = "127.0.0.1";
    private final CheckResolver resolver = new CheckResolver(workers, this::lookUp, nanos::get, () -> allowed);

    @AfterEach
    void stop() {
        end.countDown();
        workers.close();
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        asked.add(host);
        if (host.startsWith("stuck")) {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new UnknownHostException(host);
            }
        }
        if (host.startsWith("nowhere")) {
            throw new UnknownHostException(host);
        }
        return addressesOf(HostSyntax.literal(host) ? host : addresses);
    }

    private static InetAddress[] addressesOf(String literals) throws UnknownHostException {
        String[] all = literals.split(" ");
        InetAddress[] found = new InetAddress[all.length];
        for (int i = 0; i < all.length; i++) {
            found[i] = InetAddress.getByName(all[i]);
        }
        return found;
    }

    private CheckResolver.Waiter ask(String host) {
        CheckResolver.Waiter waiter = (addresses, failure) ->
                told.add(host + " " + (failure == null ? addresses.size() : failure.getMessage()));
        resolver.resolve(host, Punctuality.NEW, waiter);
        return waiter;
    }

    private void awaitTold(String... texts) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told).containsExactlyInAnyOrder(texts));
    }

    @Test
    void what_was_found_is_used_for_five_seconds() {
        ask("web");
        awaitTold("web 1");
        nanos.set(TimeUnit.SECONDS.toNanos(CheckResolver.KEEP_SECONDS) - 1);
        ask("web");
        awaitTold("web 1", "web 1");
        assertThat(asked).containsExactly("web");
        nanos.incrementAndGet();
        ask("web");
        awaitTold("web 1", "web 1", "web 1");
        assertThat(asked).containsExactly("web", "web");
    }

    @Test
    void a_name_that_stands_for_a_forbidden_address_is_a_failure_also_when_it_did_not_before() {
        allowed = AllowList.ALL_BUT_LINK_LOCAL;
        ask("web");
        awaitTold("web 1");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(CheckResolver.KEEP_SECONDS));
        addresses = "169.254.169.254";
        told.clear();
        ask("web");
        awaitTold("web 169.254.169.254 is in none of the networks that checks may reach (checks.allow)");
        told.clear();
        ask("::ffff:169.254.169.254");
        ask("fe80::1");
        awaitTold(
                "::ffff:169.254.169.254 169.254.169.254 is in none of the networks that checks may reach (checks.allow)",
                "fe80::1 fe80:0:0:0:0:0:0:1 is in none of the networks that checks may reach (checks.allow)");
    }

    @Test
    void of_several_addresses_those_that_are_allowed_are_tried() {
        allowed = AllowList.ALL_BUT_LINK_LOCAL;
        addresses = "169.254.0.1 127.0.0.1 fe80::1 10.0.0.1";
        ask("web");
        awaitTold("web 2");
    }

    @Test
    void another_list_counts_from_the_next_run_on_also_for_a_name_that_is_known() {
        ask("web");
        awaitTold("web 1");
        told.clear();
        allowed = AllowList.of(List.of("10.0.0.0/8"));
        ask("web");
        awaitTold("web 127.0.0.1 is in none of the networks that checks may reach (checks.allow)");
        assertThat(asked).containsExactly("web");
    }

    @Test
    void a_failure_is_told_and_not_kept() {
        ask("nowhere");
        awaitTold("nowhere nowhere");
        ask("nowhere");
        awaitTold("nowhere nowhere", "nowhere nowhere");
        assertThat(asked).hasSize(2);
    }

    @Test
    void a_name_is_looked_up_once_at_a_time() {
        for (int i = 0; i < 1_000; i++) {
            ask("stuck");
        }
        await().atMost(PATIENCE).until(() -> asked.size() == 1);
        end.countDown();
        await().atMost(PATIENCE).until(() -> told.size() == 1_000);
        assertThat(asked).containsExactly("stuck");
    }

    @Test
    void a_name_server_that_does_not_answer_delays_only_its_own_checks() {
        for (int i = 0; i < 500; i++) {
            resolver.resolve("stuck" + i, Punctuality.LATE, (addresses, failure) -> {});
        }
        await().atMost(PATIENCE).until(() -> asked.size() == 8);
        ask("web");
        awaitTold("web 1");
    }

    @Test
    void those_who_wait_no_longer_are_forgotten() {
        CheckResolver.Waiter waiter = ask("stuck");
        ask("stuck");
        resolver.cancel("stuck", waiter);
        end.countDown();
        awaitTold("stuck 1");
    }

    @Test
    void an_ip_address_needs_no_thread() {
        workers.close();
        ask("127.0.0.1");
        ask("::1");
        assertThat(told).containsExactly("127.0.0.1 1", "::1 1");
    }
}
