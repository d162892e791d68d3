package dev.grapevine.agent.services;

import dev.grapevine.cluster.data.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A disk of one file that fails when it is told to. */
final class FailingDisk implements DurableFile {

    private final Path path;
    private byte @Nullable [] content;
    /** Asked before each step; true makes it fail. */
    BooleanSupplier fails = () -> false;

    FailingDisk(Path path) {
        this.path = path;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public byte @Nullable [] read(int maxBytes) {
        return content;
    }

    byte @Nullable [] content() {
        return content;
    }

    void content(byte @Nullable [] changed) {
        content = changed;
    }

    @Override
    public Replacement prepare(byte[] fresh) throws IOException {
        fail("write");
        return new Replacement() {
            @Override
            public void commit() throws IOException {
                fail("rename");
                content = fresh;
                fail("sync");
            }

            @Override
            public void close() {}
        };
    }

    private void fail(String what) throws IOException {
        if (fails.getAsBoolean()) {
            throw new IOException("cannot " + what + ": No space left on device");
        }
    }
}
