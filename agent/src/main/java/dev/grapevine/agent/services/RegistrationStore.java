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
 * Keeps registrations made through the API on disk, in one small file that is replaced as a whole. A registration is
 * written before its request is answered; changes of health and heartbeats are batched and written soon after. Without
 * a folder, it keeps nothing. Thread-safe.
 */
public final class RegistrationStore implements AutoCloseable {

    static final String FILE = "registrations.json";

    /** How long changes are batched: heartbeats may arrive many times a second. */
    static final Duration DELAY = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(RegistrationStore.class.getName());
    private static final int VERSION = 1;

    /**
     * A registration with its latest heartbeat.
     *
     * @param heartbeat when the last heartbeat of its TTL check arrived; null for never
     */
    public record Saved(Registration registration, @Nullable Instant heartbeat) {}

    private final Optional<Path> folder;
    private final ScheduledExecutorService timer;
    private final JsonCodec json = JsonCodec.lenient();
    private @Nullable Supplier<List<Saved>> pending;

    /**
     * @param folder exists and is writable; empty to keep nothing
     * @param timer for delayed writes; is not closed here
     */
    public RegistrationStore(Optional<Path> folder, ScheduledExecutorService timer) {
        this.folder = folder;
        this.timer = timer;
    }

    /**
     * Loads the saved registrations. A damaged file is renamed, so that it is not lost, and logged.
     *
     * @throws IOException if the file exists and cannot be read
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
                return putAside(file, "it has version " + saved.version() + ", expected version " + VERSION);
            }
            List<Saved> all = new ArrayList<>();
            for (SavedRegistrations.SavedRegistration entry : saved.registrations()) {
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
                "Cannot read the registrations in {0}: {1}. The file is kept as {2}; services that were registered through the"
                        + " API must register again.",
                file,
                reason,
                aside.getFileName());
        return List.of();
    }

    /** Writes all registrations before it returns. */
    synchronized void save(List<Saved> registrations) throws IOException {
        pending = null;
        if (folder.isEmpty()) {
            return;
        }
        SavedRegistrations content = new SavedRegistrations(
                VERSION,
                registrations.stream()
                        .map(saved -> new SavedRegistrations.SavedRegistration(
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

    /** Writes the registrations soon, as the supplier returns them at that time. */
    synchronized void touch(Supplier<List<Saved>> registrations) {
        if (folder.isEmpty()) {
            return;
        }
        if (pending == null) {
            try {
                timer.schedule(this::flush, DELAY.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closing) {
                // close() writes the registrations.
                LOG.log(Level.DEBUG, "The latest registrations will be written when the agent stops");
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
                // Called without the lock, because the supplier takes the lock of the services, under which this lock
                // is
                // taken elsewhere.
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

    /** Writes pending changes. */
    @Override
    public void close() {
        flush();
    }
}
