package dev.grapevine.agent.template;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function of templates, whose mistakes are told with the line. */
final class TemplateFunction implements Function {

    /** What it does with its arguments. */
    interface Body {
        /** @throws IllegalArgumentException if an argument is not allowed */
        @Nullable Object of(Arguments arguments);
    }

    /** The arguments that a template gave. */
    record Arguments(Map<String, Object> given) {

        /** A text; the default if it is not given. */
        String text(String name, String otherwise) {
            Object value = given.get(name);
            if (value == null) {
                return otherwise;
            }
            if (value instanceof String text) {
                return text;
            }
            throw new IllegalArgumentException(name + " must be a text in quotes, not " + value);
        }

        /** A text that has to be given. */
        String text(String name) {
            String text = text(name, "");
            if (text.isEmpty()) {
                throw new IllegalArgumentException("its " + name + " is missing");
            }
            return text;
        }

        boolean flag(String name, boolean otherwise) {
            Object value = given.get(name);
            if (value == null) {
                return otherwise;
            }
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw new IllegalArgumentException(name + " must be true or false, not " + value);
        }

        long number(String name, long otherwise) {
            Object value = given.get(name);
            if (value == null) {
                return otherwise;
            }
            if (value instanceof Number number) {
                return number.longValue();
            }
            throw new IllegalArgumentException(name + " must be a number, not " + value);
        }
    }

    private final String name;
    private final List<String> arguments;
    private final Body body;

    TemplateFunction(String name, List<String> arguments, Body body) {
        this.name = name;
        this.arguments = arguments;
        this.body = body;
    }

    @Override
    public List<String> getArgumentNames() {
        return arguments;
    }

    @Override
    public @Nullable Object execute(
            Map<String, Object> given, PebbleTemplate self, EvaluationContext context, int lineNumber) {
        try {
            return body.of(new Arguments(given));
        } catch (IllegalArgumentException e) {
            throw new PebbleException(null, name + "(): " + e.getMessage(), lineNumber, self.getName());
        }
    }
}
