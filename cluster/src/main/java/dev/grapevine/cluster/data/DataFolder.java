package dev.grapevine.cluster.data;

import dev.grapevine.model.Address;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one member keeps on disk from one life to the next. Three files, each as {@link ChecksummedFile} lays it out, except
 * for the first:
 *
 * <ul>
 *   <li>{@code lock}: empty, locked while a member uses the folder;
 *   <li>{@code generation}: one line, the highest generation of this member so far, unsigned decimal;
 *   <li>{@code members}: first {@code cluster NAME}, then a line for each address of another member,
 *       {@code MILLISECONDS ADDRESS}, where the first says when it was last live (wall clock, since 1970).
 * </ul>
 *
 * <p>Records of members are not kept: what was believed yesterday must not be spread today. Thread-safe; the methods
 * that save return at once, and a failure to save is a warning.
 */
public final class DataFolder implements AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    /** Longer than tombstones, so that old members are found again, and short enough that addresses are not reused. */
    public static final Duration KEPT = Duration.ofHours(24);

    private final Path folder;
    private final FileChannel lockFile;
    private final ChecksummedFile generation;
    private final ChecksummedFile members;
    private final ThreadPoolExecutor writer;
    private boolean warned;

    private DataFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.generation = new ChecksummedFile(folder.resolve("generation"), "grapevine-generation");
        this.members = new ChecksummedFile(folder.resolve("members"), "grapevine-members");
        this.writer = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "grapevine-disk");
            thread.setDaemon(true);
            return thread;
        });
        writer.allowCoreThreadTimeOut(true);
    }

    /**
     * Makes the folder if need be, and takes it for this member alone.
     *
     * @throws IOException with a message for people: not a folder, not permitted, or in use
     */
    public static DataFolder open(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("data folder " + folder + " is a file; name a folder, or none to keep nothing", e);
        } catch (IOException e) {
            throw denied(folder, e);
        }
        FileChannel lockFile = null;
        try {
            lockFile = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lockFile.tryLock();
            if (lock != null) {
                return new DataFolder(folder, lockFile);
            }
        } catch (OverlappingFileLockException e) {
            // Held within this very process: the same answer as below.
        } catch (IOException e) {
            close(lockFile);
            throw denied(folder, e);
        }
        close(lockFile);
        throw new IOException(
                "data folder " + folder + " is in use by another member; stop it, or give each member its own folder");
    }

    private static IOException denied(Path folder, IOException cause) {
        if (full(cause)) {
            return new IOException(
                    "cannot use data folder " + folder + ": no space left on its disk; make room, or name another",
                    cause);
        }
        String why = cause instanceof AccessDeniedException ? "permission denied" : cause.toString();
        return new IOException(
                "cannot use data folder " + folder + ": " + why + "; make it readable and writable, or name another",
                cause);
    }

    /** The JDK has no type of its own for it. */
    private static boolean full(IOException cause) {
        String text = String.valueOf(cause.getMessage());
        return text.contains("No space left on device") || text.contains("Disk quota exceeded");
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing failed", e);
        }
    }

    /**
     * Chooses the generation of this life, and keeps it before it is used.
     *
     * @param wish by the clock and chance
     * @return the wish, or one above the last life's if that is higher (a clock that stepped back)
     * @throws IOException with a message for people
     */
    public long nextGeneration(long wish) throws IOException {
        try {
            long last = lastGeneration();
            long next = Long.compareUnsigned(wish, last) > 0 ? wish : last + 1;
            generation.write(List.of(Long.toUnsignedString(next)));
            return next;
        } catch (IOException e) {
            throw denied(folder, e);
        }
    }

    private long lastGeneration() throws IOException {
        List<String> lines = generation.read();
        try {
            return lines.isEmpty() ? 0 : Long.parseUnsignedLong(lines.get(0));
        } catch (NumberFormatException e) {
            LOG.log(Level.WARNING, "{0} holds no number; it is ignored", folder.resolve("generation"));
            return 0;
        }
    }

    /** Keeps a generation that was raised while running. */
    public void saveGeneration(long raised) {
        save(() -> generation.write(List.of(Long.toUnsignedString(raised))));
    }

    /**
     * The addresses of members of the last life, with the time at which they were last live; those of another cluster
     * and those older than {@link #KEPT} left out.
     *
     * @throws IOException with a message for people
     */
    public Map<Address, Long> members(String cluster, long wallMillis) throws IOException {
        Map<Address, Long> found = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = members.read();
        } catch (IOException e) {
            throw denied(folder, e);
        }
        if (lines.isEmpty() || !lines.get(0).equals("cluster " + cluster)) {
            return found;
        }
        for (String line : lines.subList(1, lines.size())) {
            try {
                String[] fields = line.split(" ", 2);
                long lastLive = Long.parseLong(fields[0]);
                if (wallMillis - lastLive < KEPT.toMillis()) {
                    found.put(Address.parse(fields[1]), lastLive);
                }
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "{0}: a line that is no address is ignored: {1}",
                        folder.resolve("members"),
                        line);
            }
        }
        return found;
    }

    /** Replaces the addresses that are kept. */
    public void saveMembers(String cluster, Map<Address, Long> lastLive) {
        String[] lines = new String[lastLive.size() + 1];
        int count = 0;
        lines[count++] = "cluster " + cluster;
        for (Map.Entry<Address, Long> entry : lastLive.entrySet()) {
            lines[count++] = entry.getValue() + " " + entry.getKey();
        }
        save(() -> members.write(List.of(lines)));
    }

    private interface Saving {
        void run() throws IOException;
    }

    private void save(Saving saving) {
        writer.execute(() -> {
            try {
                saving.run();
                warned = false;
            } catch (IOException e) {
                if (!warned) {
                    warned = true;
                    LOG.log(Level.WARNING, "cannot write to data folder {0}: {1}", folder, e);
                }
            }
        });
    }

    /** Finishes what is being saved, for a few seconds at most, and lets go of the folder. May be called twice. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "data folder {0} is too slow: the last addresses may be lost", folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(lockFile);
    }
}
