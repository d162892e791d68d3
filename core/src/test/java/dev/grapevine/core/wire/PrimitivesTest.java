package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrimitivesTest {

    private final Writer writer = new Writer(0);

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "1, 01",
        "127, 7f",
        "128, 8001",
        "300, ac02",
        "16383, ff7f",
        "16384, 808001",
        "2097151, ffff7f",
        "2097152, 80808001",
        "4294967295, ffffffff0f",
        "72057594037927935, ffffffffffffff7f",
        "72057594037927936, 808080808080808001",
        "9223372036854775807, ffffffffffffffff7f",
    })
    void a_varint_has_its_shortest_form_and_the_size_foretold(long value, String hex) throws WireFault {
        writer.varint(value);

        assertThat(HexFormat.of().formatHex(writer.copy())).isEqualTo(hex);
        assertThat(Writer.varintSize(value)).isEqualTo(hex.length() / 2);
        assertThat(reader().varint()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000", "808000", "ff00", "ffffffffffffffffff01", "80808080808080808001", "80", "ffff"})
    void other_forms_and_larger_numbers_are_malformed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> new Reader(bytes, 0, bytes.length).varint())
                .isInstanceOfSatisfying(
                        WireFault.class, fault -> assertThat(fault.isUnknown()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ascii",
                "\u0000\u007f",
                "\u0080\u07ff",
                "\u0800\ud7ff\ue000\uffff",
                "\ufffd is also what replaces",
                "\ud800\udc00\udbff\udfff",
                "Z\u00fcrich \u2192 \ud83c\udf47"
            })
    void text_is_written_as_the_jdk_writes_it_and_read_back(String text) throws WireFault {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        writer.text(text);

        assertThat(Writer.utf8Length(text)).isEqualTo(utf8.length);
        assertThat(Writer.textSize(text)).isEqualTo(writer.position()).isEqualTo(1 + utf8.length);
        assertThat(writer.copy()).endsWith(utf8);
        assertThat(reader().text(100)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud800b", "\udc00\ud800", "\ud800\ud800\udc00"})
    void half_a_character_becomes_a_question_mark_as_in_the_jdk(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        writer.text(text);

        assertThat(Writer.utf8Length(text)).isEqualTo(utf8.length);
        assertThat(writer.copy()).endsWith(utf8).hasSize(1 + utf8.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "c0af", "c1bf", "e08080", "eda080", "f0808080", "f4908080", "f8", "c3", "efbfbd80"})
    void bytes_that_are_no_utf8_are_malformed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        writer.varint(bytes.length);
        writer.raw(bytes);

        assertThatThrownBy(() -> reader().text(100))
                .isInstanceOfSatisfying(
                        WireFault.class, fault -> assertThat(fault.reason()).isEqualTo("text is not UTF-8"));
    }

    @Test
    void fixed_numbers_are_big_endian_at_any_offset() throws WireFault {
        writer.u8(0x1ff);
        writer.u16(0xfedc);
        writer.u32(0x89ab_cdef);
        writer.u64(0xfedc_ba98_7654_3210L);

        assertThat(HexFormat.of().formatHex(writer.copy())).isEqualTo("fffedc89abcdeffedcba9876543210");
        Reader reader = reader();
        assertThat(reader.u8()).isEqualTo(0xff);
        assertThat(reader.u16()).isEqualTo(0xfedc);
        assertThat(reader.u32()).isEqualTo(0x89ab_cdef);
        assertThat(reader.u64()).isEqualTo(0xfedc_ba98_7654_3210L);
        assertThat(reader.remaining()).isZero();
    }

    @Test
    void nothing_is_read_beyond_the_limit_although_the_array_goes_on() {
        Reader reader = new Reader(new byte[100], 10, 3);

        assertThatThrownBy(reader::u32).isInstanceOf(WireFault.class).hasMessage("truncated");
        assertThatThrownBy(reader::u64).isInstanceOf(WireFault.class).hasMessage("truncated");
        assertThatThrownBy(() -> reader.block(4)).isInstanceOf(WireFault.class).hasMessage("truncated");
        assertThat(reader.remaining()).isEqualTo(3);
    }

    @Test
    void a_reused_writer_starts_where_it_is_told() {
        writer.u64(-1);
        writer.reset(2);
        writer.u8(7);

        assertThat(writer.copy()).containsExactly(-1, -1, 7);
        writer.reset(40);
        assertThat(writer.copy()).hasSize(40);
    }

    private Reader reader() {
        return new Reader(writer.array(), 0, writer.position());
    }
}
