package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressWatchTest {

    private static final InetAddress OLD = ip("10.0.0.3");
    private static final InetAddress NEW = ip("10.0.0.9");
    private static final InetAddress LOOPBACK = ip("127.0.0.1");

    private final List<List<InetAddress>> moves = new ArrayList<>();
    private List<InetAddress> present = List.of(OLD);
    private boolean lost;
    private AddressWatch watch = new AddressWatch(this::search, List.of(OLD), moves::add);

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private List<InetAddress> search() {
        if (lost) {
            throw new StartException("no such host", null);
        }
        return present;
    }

    private void look(InetAddress... found) {
        present = List.of(found);
        watch.look();
    }

    @AfterEach
    void end() {
        watch.close();
    }

    @Test
    void each_change_is_reported_once() {
        look(OLD);
        look(NEW);
        look(NEW);
        look(NEW, OLD);
        assertThat(moves).containsExactly(List.of(NEW), List.of(NEW, OLD));
    }

    @Test
    void a_member_that_cannot_find_its_address_keeps_the_last_one() {
        lost = true;
        look(NEW);
        assertThat(moves).isEmpty();
        lost = false;
        look(NEW);
        assertThat(moves).containsExactly(List.of(NEW));
    }

    @Test
    void a_member_that_lost_its_network_does_not_advertise_loopback() {
        look(LOOPBACK);
        assertThat(moves).isEmpty();
        look(NEW);
        assertThat(moves).containsExactly(List.of(NEW));
    }

    @Test
    void a_member_that_started_on_loopback_alone_reports_its_first_network() {
        watch.close();
        watch = new AddressWatch(this::search, List.of(LOOPBACK), moves::add);
        look(LOOPBACK);
        look(NEW);
        assertThat(moves).containsExactly(List.of(NEW));
    }

    @Test
    void a_change_that_could_not_be_reported_is_reported_again() {
        watch.close();
        AtomicBoolean failing = new AtomicBoolean(true);
        watch = new AddressWatch(this::search, List.of(OLD), found -> {
            if (failing.getAndSet(false)) {
                throw new IllegalStateException("meant to fail, in a test");
            }
            moves.add(found);
        });
        assertThatThrownBy(() -> look(NEW)).isExactlyInstanceOf(IllegalStateException.class);
        look(NEW);
        assertThat(moves).containsExactly(List.of(NEW));
    }
}
