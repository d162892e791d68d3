package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.view.Hashes;
import dev.grapevine.model.ProcessInfo;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessCodecTest {

    private static final ProcessInfo INFO = new ProcessInfo("1.4.0", 0x0123_4567_89ab_cdefL);
    private static final String HEX = "0105312e342e30" // version
            + "02080123456789abcdef"; // hash of the settings

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void it_has_this_layout() {
        assertThat(HexFormat.of().formatHex(ProcessCodec.encode(INFO))).isEqualTo(HEX);
        assertThat(ProcessCodec.decode(bytes(HEX))).contains(INFO);
        assertThat(HexFormat.of().formatHex(ProcessCodec.encode(new ProcessInfo("", 1))))
                .isEqualTo("02080000000000000001");
    }

    @Test
    void fields_of_a_newer_version_are_stepped_over() {
        assertThat(ProcessCodec.decode(bytes("7f03aabbcc" + HEX + "0300"))).contains(INFO);
    }

    @ParameterizedTest
    @CsvSource({
        "01, field without length",
        "010531, length beyond the end",
        "0102c328, version that is no UTF-8",
        "010107, version with a control character",
        "020400000000, hash of four bytes"
    })
    void what_cannot_be_read_tells_nothing(String hex, String why) {
        assertThat(ProcessCodec.decode(bytes(hex))).as(why).isEmpty();
    }

    @Test
    void a_version_has_at_most_64_bytes_and_is_printable() {
        ProcessInfo longest = new ProcessInfo("v".repeat(64), 0);

        assertThat(ProcessCodec.decode(ProcessCodec.encode(longest))).contains(longest);
        assertThatThrownBy(() -> ProcessCodec.encode(new ProcessInfo("1\n2", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version '1?2' is not allowed: use at most 64 bytes, without control characters and"
                        + " unpaired surrogates");
        assertThatThrownBy(() -> ProcessCodec.encode(new ProcessInfo("v".repeat(65), 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_hash_covers_every_setting() {
        Settings lan = Settings.of(Profile.LAN);
        String lines = Arrays.stream(ProtocolSetting.values())
                .map(setting -> setting.key() + "=" + lan.get(setting) + "\n")
                .sorted()
                .collect(Collectors.joining());

        assertThat(ProcessCodec.hashOf(lan)).isEqualTo(Hashes.name(lines));
        for (ProtocolSetting setting : ProtocolSetting.values()) {
            long other = lan.get(setting) == setting.min() ? setting.max() : setting.min();
            assertThat(ProcessCodec.hashOf(lan.with(setting, other)))
                    .as(setting.key())
                    .isNotEqualTo(ProcessCodec.hashOf(lan));
        }
    }
}
