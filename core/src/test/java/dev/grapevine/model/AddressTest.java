package dev.grapevine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        // plain
        "127.0.0.1:7700, 127.0.0.1:7700",
        "0.0.0.0:0, 0.0.0.0:0",
        "255.255.255.255:65535, 255.255.255.255:65535",
        "[fd00::1]:7700, [fd00::1]:7700",
        "[::]:1, [::]:1",
        "[::1]:1, [::1]:1",
        "[1::]:1, [1::]:1",
        // RFC 5952, 4.1: no leading zeros
        "[2001:0db8:0000:0000:0001:0000:0000:0001]:1, [2001:db8::1:0:0:1]:1",
        // 4.2.1: as short as can be
        "[2001:db8:0:0:0:0:2:1]:1, [2001:db8::2:1]:1",
        // 4.2.2: not for one group
        "[2001:db8::1:1:1:1:1]:1, [2001:db8:0:1:1:1:1:1]:1",
        "[2001:db8:0:1:1:1:1:1]:1, [2001:db8:0:1:1:1:1:1]:1",
        // 4.2.3: the longest run, the first of equals
        "[2001:0:0:1:0:0:0:1]:1, [2001:0:0:1::1]:1",
        "[2001:db8:0:0:1:0:0:1]:1, [2001:db8::1:0:0:1]:1",
        "[0:0:0:1:1:0:0:0]:1, [::1:1:0:0:0]:1",
        "[1:0:0:1:1:0:0:0]:1, [1:0:0:1:1::]:1",
        // 4.3: lower case
        "[2001:DB8::AbCd]:1, [2001:db8::abcd]:1",
        // IPv4 in IPv6
        "[::ffff:10.0.0.1]:7700, 10.0.0.1:7700",
        "[::ffff:a00:1]:7700, 10.0.0.1:7700",
        "[64:ff9b::192.0.2.33]:1, [64:ff9b::c000:221]:1",
        "[1:2:3:4:5:6:7.8.9.10]:1, [1:2:3:4:5:6:708:90a]:1",
        "[::1.2.3.4]:1, [::102:304]:1",
    })
    void any_spelling_is_read_and_written_in_the_shortest(String spelling, String shortest) {
        assertThat(Address.parse(spelling)).hasToString(shortest);
        assertThat(Address.parse(shortest)).isEqualTo(Address.parse(spelling));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | '' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: the port is missing",
                "10.0.0.1 | '10.0.0.1' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: the port is missing",
                "[::1] | '[::1]' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: the port is missing",
                "[::1]7700 | '[::1]7700' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: the port is missing",
                "[::1:7700 | '[::1:7700' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: the ']' is missing",
                "[10.0.0.1]:1 | '[10.0.0.1]:1' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: brackets are for IPv6",
                "::1:7700 | '::1:7700' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: IPv6 needs brackets before the port",
                "10.0.0.1: | '10.0.0.1:' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: the port must be 0 to 65535",
                "10.0.0.1:65536 | '10.0.0.1:65536' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: the port must be 0 to 65535",
                "10.0.0.1:-1 | '10.0.0.1:-1' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: the port must be 0 to 65535",
                "10.0.0.1:http | '10.0.0.1:http' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: the port must be 0 to 65535",
                "10.0.0.1:000001 | '10.0.0.1:000001' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: the port must be 0 to 65535",
                "node1:7700 | 'node1' is not an IP address: IPv4 is four numbers of 0 to 255, without leading zeros",
                "10.0.0:1 | '10.0.0' is not an IP address: IPv4 is four numbers of 0 to 255, without leading zeros",
                "10.0.0.1.2:1 | '10.0.0.1.2' is not an IP address: IPv4 is four numbers of 0 to 255, without leading zeros",
                "10.0.0.256:1 | '10.0.0.256' is not an IP address: IPv4 is four numbers of 0 to 255, without leading zeros",
                "10.0.0.01:1 | '10.0.0.01' is not an IP address: IPv4 is four numbers of 0 to 255, without leading zeros",
                "10.0.0.:1 | '10.0.0.' is not an IP address: IPv4 is four numbers of 0 to 255, without leading zeros",
                "[1:2:3]:1 | '1:2:3' is not an IP address: IPv6 has 8 groups, or '::' in place of some",
                "[1:2:3:4:5:6:7:8:9]:1 | '1:2:3:4:5:6:7:8:9' is not an IP address: too many groups",
                "[1:2:3:4:5:6:7:1.2.3.4]:1 | '1:2:3:4:5:6:7:1.2.3.4' is not an IP address: too many groups",
                "[1:2:3:4::5:6:7:8]:1 | '1:2:3:4::5:6:7:8' is not an IP address: '::' stands for no group",
                "[1::2::3]:1 | '1::2::3' is not an IP address: '::' may stand once",
                "[::1::]:1 | '::1::' is not an IP address: '::' may stand once",
                "[1:]:1 | '1:' is not an IP address: it ends with a single ':'",
                "[1::2:]:1 | '1::2:' is not an IP address: it ends with a single ':'",
                "[:1::2]:1 | ':1::2' is not an IP address: a group of IPv6 is 1 to 4 hexadecimal digits",
                "[:::1]:1 | ':::1' is not an IP address: a group of IPv6 is 1 to 4 hexadecimal digits",
                "[12345::]:1 | '12345::' is not an IP address: a group of IPv6 is 1 to 4 hexadecimal digits",
                "[g::]:1 | 'g::' is not an IP address: a group of IPv6 is 1 to 4 hexadecimal digits",
                "[1.2.3.4::]:1 | '1.2.3.4::' is not an IP address: a group of IPv6 is 1 to 4 hexadecimal digits",
                "[::1.2.3]:1 | '::1.2.3' is not an IP address: IPv4 is four numbers of 0 to 255, without leading zeros",
                "[fe80::1%eth0]:1 | 'fe80::1%eth0' is not an IP address: a scope ('%') means nothing to other hosts",
            })
    void anything_else_is_refused_with_the_reason(String text, String message) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void reading_is_the_inverse_of_writing() {
        long seed = ThreadLocalRandom.current().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            // Groups of zeros are what spelling is about, so half of them are.
            long mask = random.nextLong();
            Address address = random.nextInt(4) == 0
                    ? Address.ipv4(random.nextInt(), random.nextInt(0x1_0000))
                    : new Address(
                            random.nextLong() & groups(mask),
                            random.nextLong() & groups(mask >>> 4),
                            random.nextInt(0x1_0000));

            assertThat(Address.parse(address.toString())).as("seed %d", seed).isEqualTo(address);
            assertThat(Address.parse(address.host(), address.port())).isEqualTo(address);
            assertThat(Address.of(address.ip(), address.port())).isEqualTo(address);
        }
    }

    private static long groups(long mask) {
        long groups = 0;
        for (int i = 0; i < 4; i++) {
            groups = groups << 16 | ((mask >>> i & 1) == 0 ? 0 : 0xffff);
        }
        return groups;
    }

    @Test
    void an_IPv4_address_and_its_mapped_form_are_one_address() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        Address plain = Address.of(new byte[] {10, 0, 0, 1}, 7700);

        assertThat(Address.of(mapped, 7700)).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(Address.of(mapped, 7700).isIpv4()).isTrue();
        assertThat(Address.of(mapped, 7700).ip()).containsExactly(10, 0, 0, 1);
        assertThat(Address.ipv4(0x0a00_0001, 7700)).isEqualTo(plain);
        assertThat(Address.parse("[::1.2.3.4]:1").isIpv4()).isFalse();
    }

    @Test
    void addresses_are_ordered_unsigned_by_IP_then_by_port() {
        List<Address> ordered = Stream.of(
                        "[::1]:9",
                        "1.0.0.0:5",
                        "10.0.0.1:1",
                        "10.0.0.1:65535",
                        "200.0.0.1:1",
                        "[fd00::1]:1",
                        "[fd00::2]:1")
                .map(Address::parse)
                .toList();

        assertThat(ordered.stream().sorted()).isEqualTo(ordered);
        assertThat(ordered.get(2).sameHost(ordered.get(3))).isTrue();
        assertThat(ordered.get(3).sameHost(ordered.get(4))).isFalse();
    }

    @Test
    void bytes_of_another_length_and_ports_out_of_range_are_refused() {
        assertThatThrownBy(() -> Address.of(new byte[5], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an IP address has 4 or 16 bytes, not 5");
        assertThatThrownBy(() -> Address.ipv4(1, 65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port must be 0 to 65535, not 65536");
        assertThatThrownBy(() -> Address.parse("10.0.0.1", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port must be 0 to 65535, not -1");
    }
}
