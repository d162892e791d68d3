package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A sealed stream whose introductions tell a clock only while it is young. What it carries was sealed after this side drew its random number, so it is
 * no older than the stream; but it may have been held back on the way for all that time, or have waited while this machine was suspended.
 */
final class DatedStream implements StreamSession {

    /** As for an answer to a question. */
    private static final long YOUNG_MILLIS = 2_000;

    private final StreamSession sealed;
    private final LongSupplier wallMillis;
    private final long begunAtMillis;

    /**
     * @param sealed has just been made
     * @param wallMillis goes on while the machine is suspended; if it is set meanwhile, the stream counts as old
     */
    DatedStream(StreamSession sealed, LongSupplier wallMillis) {
        this.sealed = sealed;
        this.wallMillis = wallMillis;
        this.begunAtMillis = wallMillis.getAsLong();
    }

    @Override
    public @Nullable Decoded read(ByteBuffer chunk) {
        Decoded next = sealed.read(chunk);
        if (!(next instanceof Decoded.Batch batch) || young()) {
            return next;
        }
        List<Message> undated =
                batch.messages().stream().map(DatedStream::undated).toList();
        return new Decoded.Batch(undated, batch.skipped());
    }

    private boolean young() {
        return Math.abs(wallMillis.getAsLong() - begunAtMillis) <= YOUNG_MILLIS;
    }

    private static Message undated(Message message) {
        if (message instanceof Message.Alive alive && alive.introduction() != null) {
            return new Message.Alive(alive.record(), undated(alive.introduction()));
        }
        return message instanceof Message.Hello hello && hello.introduction() != null
                ? hello.introducing(undated(hello.introduction()))
                : message;
    }

    private static Introduction undated(Introduction introduction) {
        return Introduction.withoutClock(introduction.salt());
    }

    @Override
    public ByteBuffer write(List<Message> messages) {
        return sealed.write(messages);
    }

    @Override
    public ByteBuffer pending() {
        return sealed.pending();
    }

    @Override
    public boolean midFrame() {
        return sealed.midFrame();
    }

    @Override
    public @Nullable StreamSecret secret() {
        return sealed.secret();
    }
}
