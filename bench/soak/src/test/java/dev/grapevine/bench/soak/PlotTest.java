package dev.grapevine.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.bench.soak.Timeline.Deed;
import dev.grapevine.bench.soak.Timeline.Mark;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class PlotTest {

    @Test
    void a_member_that_follows_another_at_its_place_gets_a_line_of_its_own() throws Exception {
        List<Sample> samples = List.of(
                new Sample(1, 0, "m1", Map.of(Measure.THREADS, 10.0)),
                new Sample(2, 0, "m1", Map.of(Measure.THREADS, 20.0)),
                new Sample(3, 0, "m9", Map.of(Measure.THREADS, 20.0)));
        String svg = new Plot(List.of(new Mark(2, 3, Deed.KILL, "m1")), List.of(samples), 4).draw("A <title> & more");
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("text").item(0).getTextContent())
                .isEqualTo("A <title> & more");
        // Threads are the third diagram. Its line begins twice, and ends at the top.
        String path = document.getElementsByTagName("path")
                .item(Measure.THREADS.ordinal())
                .getAttributes()
                .getNamedItem("d")
                .getTextContent();
        assertThat(path.chars().filter(c -> c == 'M').count()).isEqualTo(2);
        assertThat(path.chars().filter(c -> c == 'L').count()).isEqualTo(1);
    }
}
