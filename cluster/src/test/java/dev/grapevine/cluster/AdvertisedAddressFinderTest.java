package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The addresses that a member advertises, above all when its host name has several. */
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
        "all addresses of this host are advertised, 10.0.0.3 10.1.0.3, 127.0.0.1 10.0.0.3 10.1.0.3, 0.0.0.0, 10.0.0.3 10.1.0.3",
        "addresses of other hosts are not, 10.0.0.4 10.0.0.3, 127.0.0.1 10.0.0.3, 0.0.0.0, 10.0.0.3",
        "behind a NAT none is of this host, 192.0.2.1 192.0.2.2, 127.0.0.1 10.0.0.3, 0.0.0.0, 192.0.2.1 192.0.2.2",
        "loopback cannot be reached by others, 127.0.1.1 10.0.0.3, 127.0.1.1 10.0.0.3, 0.0.0.0, 10.0.0.3",
        "loopback is better than nothing, 127.0.0.1 127.0.1.1, 127.0.0.1 127.0.1.1, 0.0.0.0, 127.0.0.1 127.0.1.1",
        "link-local is worse than routable, 169.254.0.1 10.0.0.3, 169.254.0.1 10.0.0.3, 0.0.0.0, 10.0.0.3",
        "only the family that the member listens on, fd00::3 10.0.0.3, fd00::3 10.0.0.3, 0.0.0.0, 10.0.0.3",
        "both families if it listens on both, fd00::3 10.0.0.3, fd00::3 10.0.0.3, ::, 10.0.0.3 fd00::3",
        "only the address that it listens on, 10.0.0.3 10.1.0.3, 10.0.0.3 10.1.0.3, 10.1.0.3, 10.1.0.3",
        "each address once, 10.0.0.3 10.0.0.3, 10.0.0.3, 0.0.0.0, 10.0.0.3",
        "at most four, 10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4 10.0.0.5, 127.0.0.1, 0.0.0.0, "
                + "10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4"
    })
    void a_name_with_several_addresses(String rule, String found, String local, String bound, String advertised) {
        assertThat(new AdvertisedAddressFinder("", ip(bound)).ofSeveral(ips(found), ips(local)))
                .as(rule)
                .isEqualTo(ips(advertised));
    }

    @Test
    void an_address_may_change_only_if_it_is_looked_up_and_the_member_listens_on_all() {
        InetAddress all = ip("0.0.0.0");
        for (String setting : List.of("", "node3", "interface:eth0", "cidr:10.0.0.0/8")) {
            assertThat(new AdvertisedAddressFinder(setting, all).mayChange())
                    .as(setting)
                    .isTrue();
            assertThat(new AdvertisedAddressFinder(setting, ip("10.0.0.3")).mayChange())
                    .as(setting)
                    .isFalse();
        }
        assertThat(new AdvertisedAddressFinder("10.0.0.3", all).mayChange()).isFalse();
        assertThat(new AdvertisedAddressFinder("fd00::3", all).mayChange()).isFalse();
    }
}
