package dev.grapevine.sim.report;

import dev.grapevine.sim.figures.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A run as one HTML file: agreement, the state of each member and traffic over time, detection by evidence, the spread of news,
 * and all figures in tables. The file contains its style, its scripts and its data, and loads nothing.
 */
public final class Page {

    private static final List<String> SCRIPTS = List.of("charts.js", "overtime.js", "states.js", "page.js");

    private Page() {}

    /** The whole page, to be written as UTF-8. */
    public static String of(Heading heading, Figures figures) {
        StringBuilder scripts = new StringBuilder();
        SCRIPTS.forEach(script -> scripts.append(resource(script)));
        String page = resource("page.html");
        page = fill(page, "title", escaped(heading.title()) + " - Grapevine simulation");
        page = fill(page, "style", resource("page.css"));
        page = fill(page, "script", scripts.toString());
        return fill(page, "data", new PageData(heading, figures).json());
    }

    private static String fill(String page, String place, String text) {
        int at = page.indexOf("{{" + place + "}}");
        return page.substring(0, at) + text + page.substring(at + place.length() + 4);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing beside " + Page.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
