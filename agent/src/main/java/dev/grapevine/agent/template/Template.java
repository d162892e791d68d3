package dev.grapevine.agent.template;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.LoaderException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.loader.Loader;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A template, compiled once. It sees the catalogue as maps, lists, texts and numbers: no method of an object can be
 * called, no other file be read, and what it makes is limited. Not thread-safe.
 */
public final class Template {

    private static final int MAX_SOURCE_BYTES = 1 << 20;

    /** The characters that a template makes at most. */
    private static final int MAX_RENDERED = 16 << 20;

    private final String source;
    private final PebbleTemplate compiled;
    private TemplateModel model = new TemplateModel(new FollowedCatalogue(List.of(), List.of()));

    /**
     * Reads and compiles a template.
     *
     * @param environment what the function {@code env} gives
     * @throws TemplateException if it cannot be read, or is none
     */
    public Template(Path source, Map<String, String> environment) throws TemplateException {
        this.source = source.toString();
        String text = read(source);
        PebbleEngine engine = new PebbleEngine.Builder()
                .loader(new OneSource(this.source, text))
                .extension(new TemplateFunctions(() -> model, Map.copyOf(environment)))
                .methodAccessValidator((object, method) -> false)
                .strictVariables(true)
                .autoEscaping(false)
                .newLineTrimming(false)
                .cacheActive(false) // its tag {% cache %} would keep what has changed
                .maxRenderedSize(MAX_RENDERED)
                .defaultLocale(Locale.ROOT)
                .build();
        try {
            this.compiled = engine.getTemplate(this.source);
        } catch (PebbleException e) {
            throw explained(e);
        } catch (StackOverflowError e) {
            throw new TemplateException(this.source + ": it is nested too deeply");
        }
    }

    private static String read(Path file) throws TemplateException {
        try {
            if (!Files.isRegularFile(file)) {
                throw new TemplateException(
                        file + ": " + (Files.exists(file) ? "it is no file" : "there is no such file"));
            }
            if (Files.size(file) > MAX_SOURCE_BYTES) {
                throw new TemplateException(file + ": it is larger than " + MAX_SOURCE_BYTES + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new TemplateException(file + ": there is no such file");
        } catch (CharacterCodingException e) {
            throw new TemplateException(file + ": it is not valid UTF-8");
        } catch (IOException e) {
            throw new TemplateException(file + ": it cannot be read: " + e.getMessage());
        }
    }

    /**
     * Makes the text for a catalogue.
     *
     * @throws TemplateException if it cannot be made
     */
    public String render(FollowedCatalogue catalogue) throws TemplateException {
        model = new TemplateModel(catalogue);
        StringWriter text = new StringWriter();
        try {
            compiled.evaluate(text);
        } catch (PebbleException e) {
            throw explained(e);
        } catch (StackOverflowError e) {
            throw new TemplateException(source + ": a macro calls itself without end");
        } catch (IOException | RuntimeException e) {
            throw new TemplateException(source + ": " + e.getMessage());
        }
        return text.toString();
    }

    private TemplateException explained(PebbleException e) {
        Integer line = e.getLineNumber();
        String what = String.valueOf(e.getPebbleMessage()).strip();
        return new TemplateException(source + (line == null ? "" : ":" + line) + ": " + what);
    }

    /** Gives the text of one template, and no other file. */
    private static final class OneSource implements Loader<String> {

        private final String name;
        private final String text;

        OneSource(String name, String text) {
            this.name = name;
            this.text = text;
        }

        @Override
        public Reader getReader(String wanted) {
            if (!wanted.equals(name)) {
                throw new LoaderException(null, "a template cannot read another file: " + wanted);
            }
            return new StringReader(text);
        }

        @Override
        public void setCharset(String charset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setPrefix(String prefix) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setSuffix(String suffix) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String resolveRelativePath(String relative, String anchor) {
            return relative;
        }

        @Override
        public String createCacheKey(String wanted) {
            return wanted;
        }

        @Override
        public boolean resourceExists(String wanted) {
            return wanted.equals(name);
        }
    }
}
