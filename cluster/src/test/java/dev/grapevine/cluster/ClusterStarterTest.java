package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.Address;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterStarterTest {

    private final InetAddress loopback = InetAddress.getLoopbackAddress();

    private static Cluster.Builder member() {
        return Cluster.builder()
                .name("m1")
                .cluster("test-" + UUID.randomUUID())
                .port(0)
                .broadcast(0)
                .profile(Profile.LOCAL);
    }

    private static void refused(Function<Cluster.Builder, Cluster.Builder> setting, String message) {
        assertThatThrownBy(() -> setting.apply(member()).start())
                .isInstanceOf(StartException.class)
                .hasMessage(message);
    }

    @Test
    void a_member_runs_at_once_alone_and_knows_itself() {
        try (Cluster cluster = member().zone("z1")
                .tags(Set.of("blue"))
                .metadata(Map.of("rack", "7"))
                .services(ServiceInstance.named("web").port(8080).build())
                .seeds("127.0.0.1:1")
                .start()) {
            Member self = cluster.self();
            assertThat(self.name()).isEqualTo("m1");
            assertThat(self.zone()).isEqualTo("z1");
            assertThat(self.tags()).containsExactly("blue");
            assertThat(self.metadata()).containsExactly(Map.entry("rack", "7"));
            assertThat(self.addresses()).containsExactly(cluster.address());
            assertThat(self.local()).isTrue();
            assertThat(cluster.members()).containsExactly(self);
            assertThat(cluster.ownInstances()).hasSize(1);
            assertThat(cluster.services()).containsExactly("web");
            assertThat(cluster.service("web").instances().get(0).host()).isEqualTo("127.0.0.1");
            assertThat(cluster.service("none").instances()).isEmpty();
            assertThat(cluster.member("none")).isEmpty();
            assertThat(cluster.why("none")).isEmpty();
            assertThat(cluster.ready().join()).isEqualTo(JoinOutcome.ALONE);
        }
    }

    @Test
    void without_a_name_a_member_gets_one_that_is_unique_on_this_host() {
        try (Cluster cluster = Cluster.builder().port(0).broadcast(0).start()) {
            assertThat(cluster.self().name())
                    .matches("[A-Za-z0-9._-]{1,64}")
                    .endsWith("-" + cluster.address().port());
        }
    }

    @Test
    void a_member_that_listens_on_all_addresses_advertises_one_that_others_can_reach() {
        try (Cluster cluster = member().bind("0.0.0.0").start()) {
            assertThat(cluster.address().host()).isEqualTo("0.0.0.0");
            Address advertised = cluster.self().addresses().get(0);
            assertThat(advertised.port()).isEqualTo(cluster.address().port());
            assertThat(advertised.host()).isNotEqualTo("0.0.0.0");
        }
    }

    @Test
    void the_advertised_address_can_be_chosen() throws IOException {
        for (String setting : new String[] {"127.0.0.1", "localhost", "interface:lo", "cidr:127.0.0.0/8"}) {
            try (Cluster cluster = member().bind("0.0.0.0").advertise(setting).start()) {
                assertThat(cluster.self().addresses().get(0).host()).as(setting).isEqualTo("127.0.0.1");
            }
        }
    }

    @Test
    void an_address_that_cannot_be_advertised_is_refused_with_the_reason() {
        refused(
                setting -> setting.advertise("0.0.0.0"),
                "cannot advertise 0.0.0.0: others cannot reach that address;"
                        + " use an address of this host, or leave it out to have one found");
        refused(
                setting -> setting.advertise("cidr:10.0.0.0"),
                "cannot advertise cidr:10.0.0.0: expected NETWORK/BITS, as in cidr:10.0.0.0/8");
        refused(
                setting -> setting.advertise("cidr:10.0.0.0/33"),
                "cannot advertise cidr:10.0.0.0/33: expected NETWORK/BITS, as in cidr:10.0.0.0/8");
        assertThatThrownBy(() -> member().advertise("cidr:203.0.113.0/24").start())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(
                        "cannot advertise cidr:203.0.113.0/24: no address of this host is in that range; it has ")
                .hasMessageContaining("127.0.0.1");
        assertThatThrownBy(() -> member().advertise("interface:none0").start())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("cannot advertise interface:none0: this host has no such interface; it has ")
                .hasMessageContaining("lo");
    }

    @Test
    void a_port_in_use_is_named_and_all_resources_are_released(@TempDir Path folder) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
            int port = taken.getLocalPort();
            refused(
                    setting -> setting.port(port).dataFolder(folder),
                    "TCP port " + port + " on 127.0.0.1 is in use;"
                            + " stop the program that holds it, use another port, or use 0 for any free one");
        }
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
            int port = taken.getLocalPort();
            refused(
                    setting -> setting.port(port).dataFolder(folder),
                    "UDP port " + port + " on 127.0.0.1 is in use;"
                            + " stop the program that holds it, use another port, or use 0 for any free one");
        }
        member().dataFolder(folder).start().close();
    }

    @Test
    void a_data_folder_that_is_in_use_or_is_a_file_is_named(@TempDir Path temp) throws IOException {
        Path folder = temp.resolve("data");
        try (Cluster holder = member().dataFolder(folder).start()) {
            refused(
                    setting -> setting.dataFolder(folder),
                    "data folder " + folder
                            + " is in use by another member; stop that member, or give each member its own folder");
            assertThat(holder.members()).hasSize(1);
        }
        Path file = Files.writeString(temp.resolve("file"), "");
        refused(
                setting -> setting.dataFolder(file),
                "data folder " + file + " is a file; use a folder, or leave it out to keep nothing on disk");
    }

    @Test
    void wrong_names_and_numbers_are_refused_with_the_reason() {
        refused(
                setting -> setting.name("a b"),
                "member name 'a b' is not allowed; use 1 to 64 of the characters A-Z a-z 0-9 . _ -, but not '.' or '..' alone");
        refused(
                setting -> setting.cluster(""),
                "cluster name '' is not allowed; use 1 to 64 of the characters A-Z a-z 0-9 . _ -, but not '.' or '..' alone");
        refused(setting -> setting.port(70_000), "port 70000 is not allowed; use 0 to 65535");
        refused(
                setting -> setting.broadcast(-1),
                "broadcast port -1 is not allowed; use 1 to 65535, or 0 to switch it off");
        refused(setting -> setting.expect(0), "cannot expect 0 members; use 1 or more");
        refused(
                setting -> setting.settings(
                        Settings.of(Profile.LAN).with(ProtocolSetting.PROBE_PERIOD, Duration.ofMillis(300))),
                "protocol.probe.timeout-max is 500 ms; it must not be more than protocol.probe.period, which is 300 ms");
        refused(setting -> setting.zone("z".repeat(33)), "zone '" + "z".repeat(33) + "' has 33 bytes; use at most 32");
        refused(
                setting -> setting.seeds("host:"),
                "'host:' is not a seed; expected host, host:port, [ipv6]:port or srv:name, as in 10.0.0.1:7700");
        refused(
                setting -> setting.bind("198.51.100.1"),
                "cannot bind to 198.51.100.1: it is not an address of this host;"
                        + " use one that is, or 0.0.0.0 for all");
    }

    @Test
    void addresses_that_no_member_can_listen_on_are_refused_with_the_reason() {
        refused(
                setting -> setting.bind("224.0.0.1"),
                "cannot bind to 224.0.0.1: it is a multicast address; use an address of this host, or 0.0.0.0 for all");
        refused(
                setting -> setting.bind("255.255.255.255"),
                "cannot bind to 255.255.255.255: it is a broadcast address;"
                        + " use an address of this host, or 0.0.0.0 for all");
        refused(
                setting -> setting.bind("127.255.255.255"),
                "cannot bind to 127.255.255.255: it is a broadcast address;"
                        + " use an address of this host, or 0.0.0.0 for all");
        refused(
                setting -> setting.bind("ff02::1"),
                "cannot bind to ff02:0:0:0:0:0:0:1: it is a multicast address;"
                        + " use an address of this host, or 0.0.0.0 for all");
        refused(
                setting -> setting.bind("fe80::1:2:3:4"),
                "cannot bind to fe80:0:0:0:1:2:3:4: a link-local address needs its network interface, as in fe80::1%eth0;"
                        + " better use another address of this host");
        refused(
                setting -> setting.bind("fe80::1%none0"),
                "cannot bind to 'fe80::1%none0': no such network interface; use an address of this host, or 0.0.0.0 for all");
        for (String text : new String[] {"", " ", "no.such.host.invalid", "999.1.1.1", "a b"}) {
            refused(
                    setting -> setting.bind(text),
                    "cannot bind to '" + text + "': no such host; use an address of this host, or 0.0.0.0 for all");
        }
        refused(setting -> setting.port(-1), "port -1 is not allowed; use 0 to 65535");
    }

    @Test
    void addresses_that_others_cannot_use_are_not_advertised() {
        refused(
                setting -> setting.advertise("224.0.0.1"),
                "cannot advertise 224.0.0.1: it is a multicast address; use an address of this host");
        refused(
                setting -> setting.advertise("255.255.255.255"),
                "cannot advertise 255.255.255.255: it is a broadcast address; use an address of this host");
        for (String text : new String[] {" ", "no.such.host.invalid", "10.0.0.1:7700", "http://host"}) {
            refused(
                    setting -> setting.advertise(text),
                    "cannot advertise '" + text
                            + "': unknown host; use an address, or a name that resolves on this host");
        }
    }

    @Test
    void without_ipv6_an_ipv6_address_is_refused_with_the_reason() throws IOException {
        for (String address : new String[] {"::", "::1", "fd00::1"}) {
            try (Child child =
                    Child.run(List.of(), List.of("-Djava.net.preferIPv4Stack=true"), StartAttempt.class, address)) {
                assertThat(child.line())
                        .isEqualTo("StartException: cannot bind to " + address
                                + ": this program runs without IPv6; use an IPv4 address, such as 0.0.0.0 for all, or"
                                + " start it without -Djava.net.preferIPv4Stack=true");
            }
        }
    }

    @Test
    void without_ipv6_a_member_runs_and_ignores_seeds_that_it_cannot_reach() throws IOException {
        try (Child child = Child.run(
                List.of(),
                List.of("-Djava.net.preferIPv4Stack=true"),
                StartAttempt.class,
                "0.0.0.0",
                "[::1]:7700",
                "[fd00::1]:1")) {
            assertThat(child.line()).isEqualTo("ALONE");
        }
    }

    /** Another process that starts a member: its address, then its seeds. */
    static final class StartAttempt {
        public static void main(String... arguments) {
            try (Cluster cluster = member().bind(arguments[0])
                    .seeds(List.of(arguments).subList(1, arguments.length))
                    .start()) {
                System.out.println(cluster.ready().join());
            } catch (RuntimeException e) {
                System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }

    @Test
    void services_over_a_limit_are_refused_and_all_resources_are_released(@TempDir Path folder) {
        Settings small = Settings.of(Profile.LOCAL).with(ProtocolSetting.STATE_ENTRIES, 1);
        Cluster.Builder builder = member().settings(small)
                .dataFolder(folder)
                .services(
                        ServiceInstance.named("web").port(1).build(),
                        ServiceInstance.named("api").port(2).build());
        assertThatThrownBy(builder::start).isInstanceOf(LimitExceededException.class);
        member().dataFolder(folder).start().close();
    }
}
