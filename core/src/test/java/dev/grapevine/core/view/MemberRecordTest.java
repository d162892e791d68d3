package dev.grapevine.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberRecordTest {

    private static final Address HERE = Address.parse("10.0.0.4:7700");
    private static final MemberRecord NODE =
            new MemberRecord("node4", 5, 2, Status.ALIVE, List.of(HERE), "eu", 1, 2, 1_000, 8);

    @Test
    void a_name_is_made_of_these_characters_and_no_others() {
        Pattern allowed = Pattern.compile("[A-Za-z0-9._-]");
        for (char c = 0; c < 0x1_0000 - 1; c++) {
            String text = String.valueOf(c);
            assertThat(MemberRecord.isName(text))
                    .as("%x", (int) c)
                    .isEqualTo(allowed.matcher(text).matches() && c != '.');
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "-",
                "...",
                ".a",
                "node-4.example_org",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void one_to_64_of_them_are_a_name(String name) {
        assertThat(MemberRecord.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "no de",
                "node4\n",
                "n\u00f6de",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void anything_else_is_none(String name) {
        assertThat(MemberRecord.isName(name)).isFalse();
    }

    @Test
    void a_copy_differs_in_one_thing() {
        assertThat(NODE.withStatus(Status.DEAD))
                .isEqualTo(new MemberRecord("node4", 5, 2, Status.DEAD, List.of(HERE), "eu", 1, 2, 1_000, 8));
        assertThat(NODE.withIncarnation(3))
                .isEqualTo(new MemberRecord("node4", 5, 3, Status.ALIVE, List.of(HERE), "eu", 1, 2, 1_000, 8));
        assertThat(NODE.withGeneration(6))
                .isEqualTo(new MemberRecord("node4", 6, 2, Status.ALIVE, List.of(HERE), "eu", 1, 2, 1_000, 8));
        assertThat(NODE.withAddresses(List.of()))
                .isEqualTo(new MemberRecord("node4", 5, 2, Status.ALIVE, List.of(), "eu", 1, 2, 1_000, 8));
        assertThat(NODE.withStateVersion(9))
                .isEqualTo(new MemberRecord("node4", 5, 2, Status.ALIVE, List.of(HERE), "eu", 1, 2, 1_000, 9));
        assertThat(NODE.withStateVersion(8)).isSameAs(NODE);
    }

    @Test
    void one_life_is_one_name_and_generation() {
        assertThat(NODE.sameGeneration(NODE.withIncarnation(9).withStatus(Status.LEFT)))
                .isTrue();
        assertThat(NODE.sameGeneration(NODE.withGeneration(6))).isFalse();
    }

    @Test
    void the_addresses_are_its_own() {
        List<Address> addresses = new ArrayList<>(List.of(HERE));
        MemberRecord record = NODE.withAddresses(addresses);
        addresses.clear();

        assertThat(record.addresses()).containsExactly(HERE);
        assertThatThrownBy(() -> record.addresses().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void the_living_are_the_alive_and_the_suspect() {
        assertThat(Status.values()).containsExactly(Status.ALIVE, Status.SUSPECT, Status.DEAD, Status.LEFT);
        assertThat(Status.ALIVE.live()).isTrue();
        assertThat(Status.SUSPECT.live()).isTrue();
        assertThat(Status.DEAD.live()).isFalse();
        assertThat(Status.LEFT.live()).isFalse();
    }
}
