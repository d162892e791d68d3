package dev.grapevine.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.figures.Fault;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.scenario.Scenario;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one run for all
class PageTest {

    private final Scenario scenario = Scenario.builder()
            .settleAll(5)
            .run("5s")
            .then("crash n3")
            .then("register n2 web 80")
            .run("5s")
            .build();

    private final Figures figures = Simulation.run(42, scenario).figures();
    private final String page = page("five & <one> of them", null);

    private String page(String title, @Nullable String failure) {
        List<Heading.Fact> facts = List.of(new Heading.Fact("members", "5"), new Heading.Fact("seed", "42"));
        return Page.of(new Heading(title, facts, 4, failure, scenario.script()), figures);
    }

    private static String data(String page) {
        Matcher data = Pattern.compile("<script id=\"data\" type=\"application/json\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(data.find()).isTrue();
        return data.group(1);
    }

    @Test
    void it_loads_nothing() {
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:", "//cdn", "@import", "url(", "src=", "<link", "fetch(", "import(");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "summary",
                "timeline",
                "agreement",
                "states",
                "traffic",
                "detection-plots",
                "infection-plot",
                "infection-table",
                "mistakes-table",
                "packets-table",
                "faults-table",
                "checks-table",
                "script-text"
            })
    void it_has_a_place_for_each_plot_and_table_and_a_script_that_fills_it(String id) {
        assertThat(page).containsOnlyOnce("id=\"" + id + "\"").contains("'" + id + "'");
    }

    @Test
    void nothing_is_left_to_be_filled_in() {
        assertThat(page).startsWith("<!DOCTYPE html>").endsWith("</html>\n").doesNotContain("{{");
        assertThat(page).contains("<title>five &amp; &lt;one> of them - Grapevine simulation</title>");
    }

    @Test
    void its_data_are_the_figures() {
        Fault fault = figures.fault("n3");
        assertThat(data(page))
                .startsWith(
                        "{\"title\":\"five & \\u003cone> of them\",\"facts\":[[\"members\",\"5\"],[\"seed\",\"42\"]],"
                                + "\"failure\":null,\"script\":\"0s start n1 seeds=n1 settled\\n")
                .contains("\"duration\":10000,\"bound\":1,")
                .contains("\"marks\":[[0,\"start\",\"start 5 members\"],[5000,\"crash\",\"crash n3\"],"
                        + "[5000,\"register\",\"register n2 web 80\"]]")
                .contains("\"purposes\":[\"probes\",\"rumors\",\"sync\",\"tethers\",\"bootstrap\"]")
                .contains("{\"evidence\":\"REFUSED\",\"each\":{\"count\":4,")
                .contains("{\"kind\":\"death\",\"count\":1,\"complete\":1,")
                .contains("\"mistakes\":{\"healthy\":{\"suspected\":0,\"declared\":0,\"members\":0,")
                .contains("{\"member\":\"n3\",\"at\":5000,\"kind\":\"crash\",\"evidence\":\"REFUSED\",\"survivors\":4,"
                        + "\"knowing\":4,\"first\":" + millis(fault.first()))
                .contains("[\"BOUNDS\"," + figures.invariants().get("BOUNDS") + "]");
        assertThat(data(page))
                .contains("\"rows\":[[\"n1\",0,1],[\"n2\",0,1],[\"n3\",2,3],[\"n4\",0,1],[\"n5\",0,1]],"
                        + "\"texts\":[\"A500\",\"h500\",");
    }

    private static String millis(@Nullable Long nanos) {
        return new Json().millis(nanos).toString();
    }

    @Test
    void a_failure_is_reported_and_cannot_end_the_script_element() {
        String failed = page("x", "n1 said \"</script>\"\nand more");
        assertThat(data(failed)).contains("\"failure\":\"n1 said \\\"\\u003c/script>\\\"\\nand more\"");
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 0", "2, 4, 1", "5, 4, 1", "6, 4, 2", "25, 4, 2", "26, 4, 3", "10000, 4, 6", "1000, 1, 10"})
    void the_fewest_rounds_grow_with_the_logarithm_of_the_members(int members, int fanout, int rounds) {
        assertThat(PageData.fewestRounds(members, fanout)).isEqualTo(rounds);
    }

    @ParameterizedTest
    @CsvSource({"AAAS, A3S1", "A, A1", "..AA.., .2A2.2"})
    void equal_letters_in_a_row_are_counted(String letters, String runs) {
        assertThat(PageData.runs(letters)).isEqualTo(runs);
    }
}
