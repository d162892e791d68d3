package dev.grapevine.cluster.data;

import dev.grapevine.cluster.log.GuardedLogger;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a member keeps on disk for its next start. There are four files, each in the format of {@link ChecksummedFile}
 * except for the first:
 *
 * <ul>
 *   <li>{@code lock}: empty, and locked while a member uses the folder;
 *   <li>{@code generation}: one line, the highest generation of this member so far, unsigned decimal;
 *   <li>{@code members}: first {@code cluster NAME}, then {@code MILLISECONDS ADDRESS} for each address of another member,
 *       with the time at which it was last live (wall clock, since 1970).
 *   <li>{@code keys}: the keyring, as {@link KeptKeys} has it, for its owner only.
 * </ul>
 *
 * <p>Records of members are not kept: outdated beliefs must not be spread. Thread-safe. The methods that save return at
 * once; a failure to save is logged as a warning.
 */
public final class DataFolder implements AutoCloseable {

    private static final Logger LOG = GuardedLogger.ofCluster();

    /**
     * Longer than tombstones are kept, so that old members are found, and short enough that addresses are not reused.
     */
    public static final Duration RETENTION = Duration.ofHours(24);

    private final Path folder;
    private final FolderClaim claim;
    private final FileChannel lockFile;
    private final ChecksummedFile generation;
    private final ChecksummedFile members;
    private final ChecksummedFile keys;
    private final FolderWriter writer;
    private boolean closed;

    private DataFolder(Path folder, FolderClaim claim, FileChannel lockFile) {
        this.folder = folder;
        this.claim = claim;
        this.lockFile = lockFile;
        this.generation = new ChecksummedFile(folder.resolve("generation"), "grapevine-generation");
        this.members = new ChecksummedFile(folder.resolve("members"), "grapevine-members");
        this.keys = new ChecksummedFile(folder.resolve("keys"), "grapevine-keys");
        this.writer = new FolderWriter(folder, generation, members, keys);
    }

    /**
     * Creates the folder if necessary, and locks it for this member.
     *
     * @throws IOException with a message for users: not a folder, not permitted, or in use
     */
    public static DataFolder open(Path folder) throws IOException {
        try {
            create(folder);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "data folder " + folder + " is a file; use a folder, or leave it out to keep nothing on disk", e);
        } catch (IOException e) {
            throw denied(folder, e);
        }
        FolderClaim claim;
        try {
            claim = FolderClaim.of(folder);
        } catch (IOException e) {
            throw denied(folder, e);
        }
        if (claim == null) {
            throw inUse(folder);
        }
        try {
            return new DataFolder(folder, claim, lock(folder));
        } catch (Throwable e) {
            claim.close();
            throw e;
        }
    }

    /**
     * A new folder is for the user that runs the member alone. The permissions of a folder that exists are those that
     * its operator has chosen.
     */
    private static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            try {
                Files.createDirectories(parent);
            } catch (FileAlreadyExistsException e) {
                throw new IOException(e.getFile() + " is a file", e);
            }
        }
        try {
            Files.createDirectory(folder, SyncedFile.ownerOnly(folder, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel lockFile = null;
        try {
            Path path = folder.resolve("lock");
            if (Files.exists(path) && !Files.isRegularFile(path)) { // to open a pipe would block
                throw new IOException("its file 'lock' is not a plain file");
            }
            lockFile = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    SyncedFile.ownerOnly(path, "rw-------"));
            FileLock lock = lockFile.tryLock();
            if (lock != null) {
                return lockFile;
            }
        } catch (OverlappingFileLockException e) {
            // Locked by something else in this process: handled like a lock of another process.
        } catch (IOException e) {
            close(lockFile);
            throw denied(folder, e);
        } catch (Throwable e) {
            close(lockFile);
            throw e;
        }
        close(lockFile);
        throw inUse(folder);
    }

    private static IOException inUse(Path folder) {
        return new IOException("data folder " + folder
                + " is in use by another member; stop that member, or give each member its own folder");
    }

    private static IOException denied(Path folder, IOException cause) {
        if (full(cause)) {
            return new IOException(
                    "cannot use data folder " + folder
                            + ": no space left on its disk; free some, or use another folder",
                    cause);
        }
        String why = cause instanceof AccessDeniedException
                ? "permission denied"
                : cause.getClass() == IOException.class ? String.valueOf(cause.getMessage()) : cause.toString();
        return new IOException(
                "cannot use data folder " + folder + ": " + why
                        + "; make it readable and writable, or use another folder",
                cause);
    }

    /** The JDK has no exception type for a full disk. */
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
     * Chooses the generation for this start, and saves it before it is used.
     *
     * @param proposed from the clock and random bits
     * @return the proposed generation or, if the clock has stepped back, the last generation plus one
     * @throws IOException with a message for users
     */
    public long nextGeneration(long proposed) throws IOException {
        try {
            long last = lastGeneration();
            long next = Long.compareUnsigned(proposed, last) > 0 ? proposed : last + 1;
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
            LOG.log(Level.WARNING, "{0} does not contain a number; it is ignored", folder.resolve("generation"));
            return 0;
        }
    }

    /**
     * Saves a generation that was raised while the member was running. Returns when it is on disk, or when that failed;
     * then it is tried again with the next save, and a warning is logged.
     */
    public void saveGeneration(long raised) {
        writer.saveGeneration(List.of(Long.toUnsignedString(raised)));
    }

    /**
     * The saved addresses, with the time at which each was last live, without those of another cluster and those older
     * than
     * {@link #RETENTION}.
     *
     * @throws IOException with a message for users
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
                if (wallMillis - lastLive < RETENTION.toMillis()) {
                    found.put(Address.parse(fields[1]), lastLive);
                }
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "{0}: a line that is not an address is ignored: {1}",
                        folder.resolve("members"),
                        line);
            }
        }
        return found;
    }

    /** Replaces the saved addresses. */
    public void saveMembers(String cluster, Map<Address, Long> lastLive) {
        String[] lines = new String[lastLive.size() + 1];
        int count = 0;
        lines[count++] = "cluster " + cluster;
        for (Map.Entry<Address, Long> entry : lastLive.entrySet()) {
            lines[count++] = entry.getValue() + " " + entry.getKey();
        }
        writer.saveMembers(List.of(lines));
    }

    /**
     * The saved keyring; empty if there is none.
     *
     * @throws IOException with a message for users: damaged, not permitted, or readable by others
     */
    public KeptKeys keys() throws IOException {
        Path path = folder.resolve("keys");
        if (!Files.exists(path)) {
            return new KeptKeys(List.of(), List.of());
        }
        List<String> lines;
        try {
            if (SyncedFile.othersMayRead(path)) {
                throw new IOException("others than its owner may read or write the keyring " + path
                        + "; find out who did, then run: chmod 600 " + path);
            }
            lines = keys.read();
        } catch (AccessDeniedException e) {
            throw denied(folder, e);
        }
        try {
            if (!lines.isEmpty()) {
                return KeptKeys.of(lines);
            }
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "damaged keyring", e);
        }
        throw new IOException("the keyring " + path
                + " is damaged, and with it the knowledge of which keys were removed; bring back a copy, or delete it to go"
                + " on with the keys of the key file alone");
    }

    /**
     * Replaces the saved keyring.
     *
     * @param saved runs when it is on disk, on the thread that wrote it, unless it was replaced before that
     */
    public void saveKeys(KeptKeys kept, Runnable saved) {
        writer.saveKeys(kept.lines(), saved);
    }

    /**
     * Completes pending saves, for a few seconds at most, and unlocks the folder. An interrupt does not shorten that. May
     * be called more than once.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            writer.close();
        } finally {
            close(lockFile);
            claim.close();
        }
    }
}
