package dev.grapevine.cluster.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Reads the response to a GET request (RFC 9112), up to a number of bytes of its body. What comes before the body has a
 * bound too. Not thread-safe.
 */
final class HttpResponseReader {

    /** Bytes of the status line, the header, and whatever precedes them. */
    static final int MAX_HEAD = 32 * 1_024;

    private enum State {
        STATUS_LINE,
        HEADER,
        /** All until the end of the connection. */
        BODY_UNTIL_END,
        BODY_OF_LENGTH,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        DONE
    }

    private final int bodyLimit;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(64);
    private final StringBuilder line = new StringBuilder(64);
    private State state = State.STATUS_LINE;
    private int headBytes;
    private int status;
    private boolean chunked;
    /** Bytes of the body or chunk that are to come; before that, the length that was announced, or -1. */
    private long left = -1;

    /** @param bodyLimit bytes of the body to read */
    HttpResponseReader(int bodyLimit) {
        this.bodyLimit = bodyLimit;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body.toByteArray();
    }

    /**
     * Takes what has come.
     *
     * @return whether that is all that is needed
     * @throws IOException if it is no HTTP response
     */
    boolean read(ByteBuffer bytes) throws IOException {
        while (state != State.DONE && bytes.hasRemaining()) {
            switch (state) {
                case BODY_UNTIL_END, BODY_OF_LENGTH, CHUNK -> content(bytes);
                default -> head((char) (bytes.get() & 0xff));
            }
        }
        return state == State.DONE;
    }

    /**
     * The connection has ended.
     *
     * @return true
     * @throws IOException if more should have come
     */
    boolean ended() throws IOException {
        if (state != State.DONE && state != State.BODY_UNTIL_END) {
            throw new IOException(
                    headBytes == 0
                            ? "the connection was closed without a response"
                            : "the connection was closed in the middle of the response");
        }
        state = State.DONE;
        return true;
    }

    private void content(ByteBuffer bytes) {
        int count = Math.min(bytes.remaining(), bodyLimit - body.size());
        if (state != State.BODY_UNTIL_END) {
            count = (int) Math.min(count, left);
            left -= count;
        }
        byte[] part = new byte[count];
        bytes.get(part);
        body.writeBytes(part);
        if (body.size() >= bodyLimit || state == State.BODY_OF_LENGTH && left == 0) {
            state = State.DONE;
        } else if (state == State.CHUNK && left == 0) {
            state = State.CHUNK_END;
        }
    }

    private void head(char c) throws IOException {
        if (++headBytes > MAX_HEAD) {
            throw new IOException("the response has more than " + MAX_HEAD + " bytes before its body");
        }
        if (c != '\n') {
            line.append(c);
            return;
        }
        int end = line.length();
        String text = line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
        line.setLength(0);
        switch (state) {
            case STATUS_LINE -> statusLine(text);
            case HEADER -> header(text);
            case CHUNK_SIZE -> chunkSize(text);
            default -> state = State.CHUNK_SIZE; // the line feed after a chunk
        }
    }

    private void statusLine(String text) throws IOException {
        if (!text.startsWith("HTTP/1.") || text.length() < 12 || text.charAt(8) != ' ') {
            throw new IOException("the response is not HTTP/1.1: it begins with '" + shown(text) + "'");
        }
        String digits = text.substring(9, 12);
        if (!digits.matches("[1-9][0-9][0-9]") || text.length() > 12 && text.charAt(12) != ' ') {
            throw new IOException("the response has no status: it begins with '" + shown(text) + "'");
        }
        status = Integer.parseInt(digits);
        state = State.HEADER;
    }

    private static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }

    private void header(String text) throws IOException {
        if (text.isEmpty()) {
            headerEnds();
            return;
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return; // of no concern for the length
        }
        String value = text.substring(colon + 1).strip();
        switch (text.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "content-length" -> left = length(value);
            case "transfer-encoding" ->
                chunked |= value.toLowerCase(Locale.ROOT).endsWith("chunked");
            default -> {}
        }
    }

    private static long length(String value) throws IOException {
        if (!value.matches("[0-9]{1,18}")) {
            throw new IOException("the response has the Content-Length '" + shown(value) + "'");
        }
        return Long.parseLong(value);
    }

    private void headerEnds() {
        if (status < 200 && status != 101) { // an interim response: the final one follows
            state = State.STATUS_LINE;
            left = -1;
            chunked = false;
        } else if (status == 101 || status == 204 || status == 304) {
            state = State.DONE;
        } else if (chunked) {
            state = State.CHUNK_SIZE;
        } else if (left >= 0) {
            state = left == 0 ? State.DONE : State.BODY_OF_LENGTH;
        } else {
            state = State.BODY_UNTIL_END;
        }
    }

    private void chunkSize(String text) throws IOException {
        int end = text.indexOf(';');
        String digits = (end < 0 ? text : text.substring(0, end)).strip();
        if (!digits.matches("[0-9A-Fa-f]{1,15}")) {
            throw new IOException("the response has a chunk of the size '" + shown(digits) + "'");
        }
        left = Long.parseLong(digits, 16);
        state = left == 0 ? State.DONE : State.CHUNK; // what follows the last chunk is not needed
    }
}
