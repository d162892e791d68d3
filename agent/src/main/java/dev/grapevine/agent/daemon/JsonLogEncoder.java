package dev.grapevine.agent.daemon;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.LogLine;
import dev.grapevine.cluster.log.LogText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** The JSON format of the log: one {@link LogLine} per line, of at most {@link LogText#MAX_LINE_BYTES}. */
final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {

    /** Shorter and shorter ends of a line that has become too long, as characters may be escaped once more in JSON. */
    private static final int[] TEXT_BYTES = {LogText.MAX_LINE_BYTES, 600, 300, 100};

    private static final byte[] NOTHING = {};

    private final JsonCodec json = JsonCodec.lenient();

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String error =
                event.getThrowableProxy() == null ? null : ThrowableProxyUtil.asString(event.getThrowableProxy());
        byte[] line = NOTHING;
        for (int textBytes : TEXT_BYTES) {
            line = (json.write(line(event, error, textBytes)) + "\n").getBytes(StandardCharsets.UTF_8);
            if (line.length <= LogText.MAX_LINE_BYTES) {
                break;
            }
        }
        return line;
    }

    private static LogLine line(ILoggingEvent event, @Nullable String error, int textBytes) {
        return new LogLine(
                Instant.ofEpochMilli(event.getTimeStamp()),
                event.getLevel().toString(),
                field(event, LogLine.EVENT),
                field(event, LogLine.MEMBER),
                field(event, LogLine.EVIDENCE),
                LogText.line(event.getFormattedMessage(), error == null ? textBytes : Math.min(textBytes, 200)),
                error == null ? null : LogText.line(error.replace("\t", "").replace("\n", " | "), textBytes));
    }

    private static @Nullable String field(ILoggingEvent event, String name) {
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields == null) {
            return null;
        }
        return fields.stream()
                .filter(field -> field.key.equals(name))
                .map(field -> String.valueOf(field.value))
                .findFirst()
                .orElse(null);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
