package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a member tells of itself when its name has several addresses. */
class AdvertisedAddressFinderTest {

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static List<InetAddress> ips(String blanks) {
        return Stream.of(blanks.split(" ")).map(AdvertisedAddressFinderTest::ip).toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "all of this host are told, 10.0.0.3 10.1.0.3, 127.0.0.1 10.0.0.3 10.1.0.3, 0.0.0.0, 10.0.0.3 10.1.0.3",
        "those of other hosts are not, 10.0.0.4 10.0.0.3, 127.0.0.1 10.0.0.3, 0.0.0.0, 10.0.0.3",
        "behind a translator none is of this host, 192.0.2.1 192.0.2.2, 127.0.0.1 10.0.0.3, 0.0.0.0, 192.0.2.1 192.0.2.2",
        "loopback is nobody else's, 127.0.1.1 10.0.0.3, 127.0.1.1 10.0.0.3, 0.0.0.0, 10.0.0.3",
        "loopback is better than nothing, 127.0.0.1 127.0.1.1, 127.0.0.1 127.0.1.1, 0.0.0.0, 127.0.0.1 127.0.1.1",
        "link-local comes after, 169.254.0.1 10.0.0.3, 169.254.0.1 10.0.0.3, 0.0.0.0, 10.0.0.3",
        "the family that is listened on, fd00::3 10.0.0.3, fd00::3 10.0.0.3, 0.0.0.0, 10.0.0.3",
        "both where both are listened on, fd00::3 10.0.0.3, fd00::3 10.0.0.3, ::, 10.0.0.3 fd00::3",
        "the one that is listened on, 10.0.0.3 10.1.0.3, 10.0.0.3 10.1.0.3, 10.1.0.3, 10.1.0.3",
        "each once, 10.0.0.3 10.0.0.3, 10.0.0.3, 0.0.0.0, 10.0.0.3",
        "four at most, 10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4 10.0.0.5, 127.0.0.1, 0.0.0.0, "
                + "10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4"
    })
    void of_several_addresses(String rule, String found, String local, String bound, String told) {
        assertThat(AdvertisedAddressFinder.ofSeveral(ips(found), ips(local), ip(bound)))
                .as(rule)
                .isEqualTo(ips(told));
    }

    @Test
    void only_what_is_looked_up_may_change_and_only_where_all_is_listened_on() {
        InetAddress all = ip("0.0.0.0");
        for (String wish : List.of("", "node3", "interface:eth0", "cidr:10.0.0.0/8")) {
            assertThat(AdvertisedAddressFinder.mayChange(wish, all)).as(wish).isTrue();
            assertThat(AdvertisedAddressFinder.mayChange(wish, ip("10.0.0.3")))
                    .as(wish)
                    .isFalse();
        }
        assertThat(AdvertisedAddressFinder.mayChange("10.0.0.3", all)).isFalse();
        assertThat(AdvertisedAddressFinder.mayChange("fd00::3", all)).isFalse();
    }
}
