package dev.grapevine.agent.services;

import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MalformedJsonException;
import dev.grapevine.agent.api.SavedRegistrations;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Registrations by API on disk, in one small file that is replaced as a whole. Registrations are written before they are
 * answered; changes of health and heartbeats soon after, together. Without a folder it keeps nothing. Thread-safe.
 */
public final class RegistrationStore implements AutoCloseable {

    static final String FILE = "registrations.json";

    /** Heartbeats may come many times a second; the disk hears of them together. */
    static final Duration DELAY = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(RegistrationStore.class.getName());
    private static final int VERSION = 1;

    /**
     * One registration and its TTL check.
     *
     * @param heartbeat when it was last heard of; null for never
     */
    public record Saved(Registration registration, @Nullable Instant heartbeat) {}

    private final Optional<Path> folder;
    private final ScheduledExecutorService timer;
    private final JsonCodec json = JsonCodec.lenient();
    private @Nullable Supplier<List<Saved>> pending;

    /**
     * @param folder exists and can be written; empty: nothing is kept
     * @param timer for what is written later; is not closed here
     */
    public RegistrationStore(Optional<Path> folder, ScheduledExecutorService timer) {
        this.folder = folder;
        this.timer = timer;
    }

    /**
     * What was saved; a file that cannot be understood is put aside, not lost, and said so in the log.
     *
     * @throws IOException if there is a file and it cannot be read
     */
    List<Saved> load() throws IOException {
        if (folder.isEmpty()) {
            return List.of();
        }
        Path file = folder.get().resolve(FILE);
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException nothingYet) {
            return List.of();
        }
        try {
            SavedRegistrations saved = json.read(SavedRegistrations.class, text);
            if (saved.version() != VERSION) {
                return putAside(file, "it is of version " + saved.version() + ", this program reads " + VERSION);
            }
            List<Saved> all = new ArrayList<>();
            for (SavedRegistrations.Entry entry : saved.registrations()) {
                Registration registration = RegistrationMapper.read(
                        entry.service(),
                        entry.id(),
                        entry.request(),
                        entry.since().toEpochMilli());
                all.add(new Saved(registration, entry.heartbeat()));
            }
            return all;
        } catch (MalformedJsonException | IllegalArgumentException | NullPointerException | ArithmeticException e) {
            return putAside(file, String.valueOf(e.getMessage()));
        }
    }

    private static List<Saved> putAside(Path file, String reason) throws IOException {
        Path aside = file.resolveSibling(FILE + ".damaged");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.log(
                Level.ERROR,
                "Cannot understand {0}: {1}. It is kept as {2}; services registered by API must register again.",
                file,
                reason,
                aside.getFileName());
        return List.of();
    }

    /** Writes all of them, before it returns. */
    synchronized void save(List<Saved> registrations) throws IOException {
        pending = null;
        if (folder.isEmpty()) {
            return;
        }
        SavedRegistrations content = new SavedRegistrations(
                VERSION,
                registrations.stream()
                        .map(saved -> new SavedRegistrations.Entry(
                                saved.registration().instance().service(),
                                saved.registration().instance().id(),
                                RegistrationMapper.write(saved.registration()),
                                Instant.ofEpochMilli(
                                        saved.registration().instance().sinceMillis()),
                                saved.heartbeat()))
                        .toList());
        Path file = folder.get().resolve(FILE);
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.writeString(fresh, json.writePretty(content));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes what the supplier then says, soon. */
    synchronized void touch(Supplier<List<Saved>> registrations) {
        if (folder.isEmpty()) {
            return;
        }
        if (pending == null) {
            try {
                timer.schedule(this::flush, DELAY.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closing) {
                // close() writes it.
                LOG.log(Level.DEBUG, "The last registrations are written at the end");
            }
        }
        pending = registrations;
    }

    private void flush() {
        Supplier<List<Saved>> due;
        synchronized (this) {
            due = pending;
            pending = null;
        }
        if (due != null) {
            try {
                // Asked for outside of the lock: it takes that of the services, under which this one is taken
                // elsewhere.
                save(due.get());
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        "Cannot write {0}: {1}",
                        folder.orElseThrow().resolve(FILE),
                        e.getMessage());
            }
        }
    }

    /** Writes what is still to be written. */
    @Override
    public void close() {
        flush();
    }
}
