package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {

    private static final int ROUNDS = 20_000;

    private static boolean allows(String networks, String ip) {
        return AllowList.of(List.of(networks.split(" "))).allows(Address.parse(ip, 7700));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,                10.255.255.255,  true",
        "10.0.0.0/8,                11.0.0.0,        false",
        "10.0.0.0/8,                9.255.255.255,   false",
        "10.0.0.0/8,                ::ffff:10.1.2.3, true",
        "::ffff:10.0.0.0/104,       10.1.2.3,        true",
        "10.1.2.3,                  10.1.2.3,        true",
        "10.1.2.3,                  10.1.2.2,        false",
        "10.1.2.2/31,               10.1.2.3,        true",
        "0.0.0.0/0,                 255.1.2.3,       true",
        "0.0.0.0/0,                 ::1,             false",
        "::/0,                      fe80::1,         true",
        "::/0,                      10.1.2.3,        false",
        "::/0,                      ::10.1.2.3,      true",
        "::ffff:0:0/96,             10.1.2.3,        true",
        "fd00::/8,                  fdff:ffff::1,    true",
        "fd00::/8,                  fe00::,          false",
        "fd00:0:0:8000::/49,        fd00::1,         false",
        "fd00::1,                   fd00::1,         true",
        "fd00::1,                   fd00::2,         false",
        "fd00:0:0:1::/65,           fd00::1:8000:0:0:0, false",
        "192.168.0.0/16 127.0.0.1,  127.0.0.1,       true",
        "192.168.0.0/16 127.0.0.1,  127.0.0.2,       false",
    })
    void an_address_is_allowed_if_one_of_the_networks_holds_it(String networks, String ip, boolean allowed) {
        assertThat(allows(networks, ip)).isEqualTo(allowed);
    }

    @Test
    void without_a_list_everything_is_allowed_and_checks_go_everywhere_but_to_the_link() throws UnknownHostException {
        assertThat(AllowList.of(List.of())).isSameAs(AllowList.ALL).hasToString("all");
        assertThat(AllowList.ALL.allows(InetAddress.getByName("fe80::1"))).isTrue();
        AllowList checks = AllowList.ALL_BUT_LINK_LOCAL;
        assertThat(checks).hasToString("all but 169.254.0.0/16, fe80::/10");
        for (String refused :
                List.of("169.254.169.254", "169.254.0.0", "::ffff:169.254.169.254", "fe80::1%1", "febf::1")) {
            assertThat(checks.allows(InetAddress.getByName(refused)))
                    .as(refused)
                    .isFalse();
        }
        for (String reached : List.of("127.0.0.1", "169.255.0.0", "169.253.255.255", "::1", "fec0::1", "fd00::1")) {
            assertThat(checks.allows(InetAddress.getByName(reached)))
                    .as(reached)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    localhost     | 'localhost' is not a network ('localhost' is not an IP address: IPv4 is four numbers of 0 to 255, without leading zeros); use an IP address, or a network such as 10.0.0.0/8 or fd00::/8, without a host name, a port or a scope
                    10.0.0.0/33   | '10.0.0.0/33' is not a network: after the slash stands a number of bits, 0 to 32
                    fd00::/129    | 'fd00::/129' is not a network: after the slash stands a number of bits, 0 to 128
                    10.1.0.0/8    | '10.1.0.0/8' is not a network: 10.1.0.0 has bits beyond the first 8; write 10.0.0.0/8 for the network, or 10.1.0.0 for this address alone
                    fd00::1/64    | 'fd00::1/64' is not a network: fd00::1 has bits beyond the first 64; write fd00::/64 for the network, or fd00::1 for this address alone
                    """)
    void what_is_no_network_is_refused_with_the_reason(String text, String problem) {
        assertThatThrownBy(() -> AllowList.of(List.of("10.0.0.0/8", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/08",
                "10.0.0.0/+8",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0.0 /8",
                "10.0.0.0/ 8",
                "10/8",
                "10.0.0/8",
                "010.0.0.0/8",
                "0x0a.0.0.0/8",
                "167772160/8",
                "10.0.0.0/8,",
                "10.0.0.1:80",
                "[::1]",
                "[::1]/128",
                "fe80::1%eth0",
                "fe80::%eth0/10",
                "fd00::/٨",
                "::ffff:10.0.0.0/8",
                "1:2:3:4:5:6:7/16",
                "10.0.0.0/255.0.0.0",
                "*",
                "all",
                "10.0.0.*",
                "10.0.0.1-10.0.0.9",
                "10.0.0.0\\8",
                "10.0.0.0/99999999999"
            })
    void nothing_is_guessed(String text) {
        assertThatThrownBy(() -> AllowList.of(List.of(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_list_has_at_most_256_networks() {
        assertThat(AllowList.of(Collections.nCopies(256, "10.0.0.0/8"))).hasToString("10.0.0.0/8");
        assertThatThrownBy(() -> AllowList.of(Collections.nCopies(257, "10.0.0.0/8")))
                .hasMessage("found 257 networks, at most 256 are allowed; use fewer, larger ones");
    }

    // ---- properties

    /** An address near the ends of ranges as often as anywhere. */
    private static byte[] address(SplittableRandom random) {
        byte[] ip = new byte[random.nextBoolean() ? 4 : 16];
        int kind = random.nextInt(4);
        for (int i = 0; i < ip.length; i++) {
            ip[i] = (byte) (kind == 0 ? 0 : kind == 1 ? 0xff : random.nextInt(256));
        }
        if (random.nextInt(4) == 0 && ip.length == 16) { // the mapped form
            for (int i = 0; i < 12; i++) {
                ip[i] = (byte) (i < 10 ? 0 : 0xff);
            }
        }
        return ip;
    }

    private static byte[] mapped(byte[] ip) {
        if (ip.length == 16) {
            return ip;
        }
        byte[] all = new byte[16];
        all[10] = all[11] = (byte) 0xff;
        System.arraycopy(ip, 0, all, 12, 4);
        return all;
    }

    private static boolean bit(byte[] ip, int at) {
        return (ip[at / 8] >> (7 - at % 8) & 1) == 1;
    }

    private static boolean isMapped(byte[] ip) {
        for (int i = 0; i < 12; i++) {
            if (ip[i] != (i < 10 ? 0 : -1)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] cut(byte[] ip, int bits) {
        byte[] cut = ip.clone();
        for (int i = bits; i < 8 * ip.length; i++) {
            cut[i / 8] &= (byte) ~(1 << (7 - i % 8));
        }
        return cut;
    }

    @Test
    void a_network_holds_exactly_the_addresses_that_share_its_bits_and_its_family() throws UnknownHostException {
        SplittableRandom random = new SplittableRandom(12);
        int held = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] of = address(random);
            int bits = random.nextInt(8 * of.length + 1);
            byte[] network = cut(of, bits);
            String text = Address.of(network, 0).host();
            boolean four = text.indexOf(':') < 0;
            // A mapped network is shown as IPv4, and means that only while its length leaves the prefix whole.
            int length = four && network.length == 16 ? bits - 96 : bits;
            if (length < 0) {
                continue;
            }
            AllowList list = AllowList.of(List.of(text + "/" + length));
            byte[] other = random.nextBoolean() ? address(random) : of.clone();
            if (random.nextBoolean()) {
                int flipped = random.nextInt(8 * other.length);
                other[flipped / 8] ^= (byte) (1 << (7 - flipped % 8));
            }
            byte[] one = mapped(network);
            byte[] two = mapped(other);
            boolean expected = four == isMapped(two);
            for (int i = 0; i < (four ? 96 + length : length); i++) {
                expected &= bit(one, i) == bit(two, i);
            }
            held += expected ? 1 : 0;
            String what = "round " + round + ": " + list + " of " + InetAddress.getByAddress(other);
            assertThat(list.allows(Address.of(other, round % 65_536))).as(what).isEqualTo(expected);
            assertThat(list.allows(InetAddress.getByAddress(other))).as(what).isEqualTo(expected);
            assertThat(AllowList.of(List.of(list.toString()))).as(what).isEqualTo(list);
        }
        assertThat(held).isBetween(ROUNDS / 20, ROUNDS);
    }

    @Test
    void any_text_is_a_network_that_reads_back_the_same_or_is_refused() {
        SplittableRandom random = new SplittableRandom(13);
        String characters = "0123456789abcdefx:./ -%[]A";
        List<String> seeds = List.of("10.0.0.0/8", "fd00::/8", "::1", "::ffff:10.0.0.0/104", "127.0.0.1");
        List<String> taken = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(text.length() + 1);
                char c = characters.charAt(random.nextInt(characters.length()));
                if (at < text.length() && random.nextBoolean()) {
                    text.setCharAt(at, c);
                } else {
                    text.insert(at, c);
                }
            }
            AllowList list;
            try {
                list = AllowList.of(List.of(text.toString()));
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).contains(text).contains("is not a network");
                continue;
            }
            taken.add(text.toString());
            assertThat(AllowList.of(List.of(list.toString())))
                    .as(text.toString())
                    .isEqualTo(list);
        }
        assertThat(taken).hasSizeGreaterThan(100);
    }
}
