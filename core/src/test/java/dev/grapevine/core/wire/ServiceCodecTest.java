package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceCodecTest {

    private static final ServiceInstance FULL = new ServiceInstance(
            "web",
            "web:1",
            "10.0.0.5",
            8080,
            List.of("v2", "europe"),
            Map.of("zone", "a", "build", "77", "owner", "Zoë"),
            5,
            Health.WARNING,
            "slow: 900 ms",
            ServiceState.DRAINING,
            1_700_000_000_000L);

    private static final String FULL_HEX = "010831302e302e302e35" // address
            + "0202903f" // port
            + "03027632" // tag
            + "03066575726f7065" // tag
            + "0409056275696c64023737" // metadata, sorted by key
            + "040b056f776e6572045a6fc3ab"
            + "0407047a6f6e650161"
            + "050105" // weight
            + "060101" // health
            + "070c736c6f773a20393030206d73" // output
            + "080101" // state
            + "090680d095ffbc31"; // since

    @Test
    void a_plain_instance_is_but_its_port() {
        assertThat(ServiceCodec.encode(ServiceInstance.named("web").port(80).build()))
                .containsExactly(2, 1, 80);
        assertThat(ServiceCodec.encode(ServiceInstance.named("web").port(0).build()))
                .isEmpty();
        assertThat(ServiceCodec.decode("s/web/web", new byte[0]))
                .contains(ServiceInstance.named("web").port(0).build());
    }

    @Test
    void an_instance_with_everything_has_this_layout() {
        assertThat(HexFormat.of().formatHex(ServiceCodec.encode(FULL))).isEqualTo(FULL_HEX);
        assertThat(ServiceCodec.decode(StateKeys.service(FULL), bytes(FULL_HEX)))
                .contains(FULL);
    }

    @Test
    void several_checks_and_extensions_follow_all_else() {
        ServiceInstance told = FULL.withChecks(List.of(
                        new CheckResult("http", "GET /health", Health.WARNING, "slow"),
                        new CheckResult("ttl", "", Health.PASSING, "")))
                .sharing(FULL);
        String hex = FULL_HEX
                + "0a17" + "0468747470" + "0b474554202f6865616c7468" + "01" + "04736c6f77" // check
                + "0a07" + "0374746c" + "00" + "00" + "00"; // check

        assertThat(HexFormat.of().formatHex(ServiceCodec.encode(told))).isEqualTo(hex);
        assertThat(ServiceCodec.decode(StateKeys.service(told), bytes(hex))).contains(told);

        ServiceInstance extended = ServiceInstance.named("web")
                .port(80)
                .extension("eureka", "{}")
                .extension("consul", "é")
                .build();
        String extensions = "020150" + "0b0a" + "06636f6e73756c" + "02c3a9" + "0b0a" + "06657572656b61" + "027b7d";
        assertThat(HexFormat.of().formatHex(ServiceCodec.encode(extended))).isEqualTo(extensions);
        assertThat(ServiceCodec.decode("s/web/web", bytes(extensions))).contains(extended);
    }

    @Test
    void a_tag_of_512_bytes_and_8_checks_are_read_and_an_instance_with_one_more_of_either_is_not() {
        assertThat(ServiceCodec.decode("s/web/web", bytes("038004" + "61".repeat(512))))
                .get()
                .satisfies(web -> assertThat(web.tags()).containsExactly("a".repeat(512)));
        assertThat(ServiceCodec.decode("s/web/web", bytes("038104" + "61".repeat(513))))
                .isEmpty();
        assertThat(ServiceCodec.decode("s/web/web", bytes(checks(8))))
                .get()
                .satisfies(web -> assertThat(web.checks()).hasSize(8));
        assertThat(ServiceCodec.decode("s/web/web", bytes(checks(9)))).isEmpty();
    }

    private static String checks(int count) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < count; i++) {
            hex.append(String.format("0a0501%02x000000", 'a' + i));
        }
        return hex.toString();
    }

    @Test
    void a_tag_of_a_member_of_512_bytes_is_read_and_one_of_513_is_not() {
        assertThat(readsTag(512)).isTrue();
        assertThat(readsTag(513)).isFalse();
    }

    /** By datagram and by stream, which have the same decoder. */
    private static boolean readsTag(int bytes) {
        int key = 2 + bytes;
        String delta = "0161" + "00".repeat(8) + "000100" + "01" // name, generation, versions, flags, one entry
                + String.format("%02x%02x", 0x80 | key & 0x7f, key >> 7) + "742f" + "74".repeat(bytes) + "0101";
        int length = delta.length() / 2;
        byte[] datagram = bytes("12" + String.format("%02x%02x", 0x80 | length & 0x7f, length >> 7) + delta);
        return Codec.decode(datagram, 0, datagram.length) instanceof Decoded.Batch;
    }

    @Test
    void what_a_newer_version_adds_to_a_check_or_an_extension_is_left_alone() {
        assertThat(ServiceCodec.decode("s/web/web", bytes("0a070174000000aabb" + "0b050161017bff")))
                .contains(new ServiceInstance(
                        "web",
                        "web",
                        "",
                        0,
                        List.of(),
                        Map.of(),
                        1,
                        Health.PASSING,
                        "",
                        ServiceState.UP,
                        0,
                        List.of(new CheckResult("t", "", Health.PASSING, "")),
                        Map.of("a", "{")));
    }

    @Test
    void deleted_entries_and_other_keys_hold_no_instance() {
        byte[] value = ServiceCodec.encode(FULL);

        assertThat(ServiceCodec.decode(new StateEntry("s/web/web:1", 1, value))).contains(FULL);
        assertThat(ServiceCodec.decode(new StateEntry("s/web/web:1", 1, null))).isEmpty();
        assertThat(ServiceCodec.decode("t/web", value)).isEmpty();
        assertThat(ServiceCodec.decode("s/web", value)).isEmpty();
    }

    @Test
    void fields_of_a_newer_version_are_stepped_over() {
        assertThat(ServiceCodec.decode("s/web/web:1", bytes("7f03aabbcc" + FULL_HEX + "7e00")))
                .contains(FULL);
    }

    @ParameterizedTest
    @CsvSource({
        "0a, field without length",
        "0205, length beyond the end",
        "02038080, number cut off",
        "020380808001, port of more than 16 bits",
        "0101 20, address with a space",
        "060109, unknown health",
        "080109, unknown state",
        "0302c328, tag that is no UTF-8",
        "0300, empty tag",
        "030161 030161, tag twice",
        "0401 05, metadata cut off",
        "0a00, check without an id",
        "0a04 01740009, check of unknown health and without output",
        "0a05 0174000000 0a05 0174000000, check twice",
        "0b03 012000, extension of a face with a space in its name",
        "0b02 0161, extension without text",
    })
    void what_cannot_be_read_is_no_instance(String hex, String why) {
        assertThat(ServiceCodec.decode("s/web/web", bytes(hex))).as(why).isEmpty();
    }

    @Test
    void the_owner_is_told_what_is_wrong() {
        assertThatThrownBy(() -> ServiceCodec.encode(
                        ServiceInstance.named("web").port(70_000).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("service 'web': port must be 0 to 65535, not 70000");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 100})
    void bytes_of_any_kind_never_throw(int longest) {
        long seed = ThreadLocalRandom.current().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        byte[] valid = bytes(FULL_HEX);
        for (int i = 0; i < 5_000; i++) {
            byte[] value = i % 2 == 0 ? new byte[random.nextInt(longest + 1)] : valid.clone();
            if (i % 2 == 0) {
                random.nextBytes(value);
            } else {
                value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertThat(ServiceCodec.decode("s/web/web", value))
                    .as("seed %d", seed)
                    .isNotNull();
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void an_output_with_characters_of_any_length_comes_back_equal() {
        ServiceInstance spoken = FULL.withHealth(Health.CRITICAL, "a\u00e4\u20ac\ud83c\udf47", 5);
        byte[] value = ServiceCodec.encode(spoken);

        assertThat(new String(value, StandardCharsets.UTF_8)).contains("a\u00e4\u20ac\ud83c\udf47");
        assertThat(ServiceCodec.decode("s/web/web:1", value)).contains(spoken);
    }
}
