package dev.grapevine.sim.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes JSON that can be embedded in a script element of HTML. */
final class Json {

    private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);
    private static final int DECIMALS = 4;

    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    Json object(Runnable fields) {
        return enclosed('{', fields, '}');
    }

    Json array(Runnable elements) {
        return enclosed('[', elements, ']');
    }

    /** An array with one element for each value. */
    <T> Json array(Iterable<T> values, BiConsumer<Json, T> element) {
        return array(() -> values.forEach(value -> element.accept(this, value)));
    }

    private Json enclosed(char open, Runnable content, char close) {
        separate();
        text.append(open);
        first = true;
        content.run();
        text.append(close);
        first = false;
        return this;
    }

    /** The name of the next field of an object. */
    Json name(String name) {
        separate();
        quote(name);
        text.append(':');
        first = true;
        return this;
    }

    Json value(@Nullable String value) {
        separate();
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    Json value(long value) {
        separate();
        text.append(value);
        return this;
    }

    Json value(boolean value) {
        separate();
        text.append(value);
        return this;
    }

    /** A number, to four decimals. */
    Json value(double value) {
        return number(BigDecimal.valueOf(value));
    }

    /** Nanoseconds, as milliseconds to four decimals; null stays null. */
    Json millis(@Nullable Long nanos) {
        if (nanos == null) {
            return value((String) null);
        }
        return number(BigDecimal.valueOf(nanos).divide(NANOS_PER_MILLI));
    }

    private Json number(BigDecimal exact) {
        separate();
        BigDecimal rounded = exact.setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
        text.append(rounded.signum() == 0 ? "0" : rounded.toPlainString());
        return this;
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private void quote(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> {
                    // "<" too, so that no text can end the script element around it
                    if (c < ' ' || c == '<' || c == '\u2028' || c == '\u2029') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
