package dev.grapevine.agent.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes results in UTF-8, and remembers why that failed, which a {@link PrintWriter} does not tell. */
final class ResultWriter extends PrintWriter {

    private final Target target;

    ResultWriter(OutputStream stream) {
        this(new Target(stream));
    }

    private ResultWriter(Target target) {
        super(new OutputStreamWriter(target, StandardCharsets.UTF_8), true);
        this.target = target;
    }

    /** Why some of the output was lost; null if none was, or if its reader wanted no more. */
    @Nullable String lost() {
        IOException failure = checkError() ? target.failure : null;
        String reason = failure == null ? null : String.valueOf(failure.getMessage());
        return reason == null || reason.contains("Broken pipe") ? null : reason;
    }

    private static final class Target extends FilterOutputStream {
        private @Nullable IOException failure;

        Target(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
