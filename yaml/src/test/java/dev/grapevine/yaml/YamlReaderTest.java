package dev.grapevine.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YamlReaderTest {

    private final Problems problems = new Problems();

    private RawValue.Mapping read(String yaml) {
        return new YamlReader("f.yaml", "example.yaml", problems).read(yaml);
    }

    @Test
    void a_list_that_holds_itself_is_refused_with_its_place() {
        assertThat(read("a: &a [*a]").entries()).isEmpty();
        assertThat(problems.lines()).containsExactly("f.yaml:1:8: YAML: *a stands within what it refers to");
    }

    @Test
    void a_mapping_that_holds_itself_further_down_is_refused_with_its_place() {
        read("a: &a\n  b:\n    c: *a\n");
        assertThat(problems.lines()).containsExactly("f.yaml:3:8: YAML: *a stands within what it refers to");
    }

    @Test
    void an_alias_beside_what_it_refers_to_is_read() {
        RawValue.Mapping read = read("a: &a [1]\nb: *a\n");
        assertThat(problems.none()).isTrue();
        assertThat(read.entries()).containsOnlyKeys("a", "b");
    }

    @Test
    void fifty_lists_within_each_other_are_read_and_more_are_refused_at_any_depth() {
        read("a: " + "[".repeat(49) + "]".repeat(49));
        assertThat(problems.none()).isTrue();

        read("a: " + "[".repeat(50) + "]".repeat(50));
        read("services: " + "[".repeat(100_000));
        assertThat(problems.lines())
                .containsExactly(
                        "f.yaml:1:53: YAML: more than 50 lists or mappings within each other",
                        "f.yaml:1:60: YAML: more than 50 lists or mappings within each other");
    }

    @Test
    void aliases_cannot_make_much_of_little() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 24; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        read(bomb.toString());
        assertThat(problems.lines())
                .containsExactly("f.yaml: YAML: more than 100000 values, with those that aliases repeat");
    }

    @Test
    void a_file_that_is_too_long_is_refused_before_it_is_read() {
        read("a: " + "x".repeat(YamlReader.MAX_LENGTH));
        assertThat(problems.lines()).containsExactly("f.yaml: YAML: longer than 1048576 characters");
    }

    @Test
    void problems_hold_nothing_that_a_terminal_would_obey() {
        problems.add("f.yaml:1:1", "key\u001b[2J", "found \"\u0007\u009b\r\n\"");
        assertThat(problems.lines()).containsExactly("f.yaml:1:1: key?[2J: found \"????\"");
    }
}
