package dev.grapevine.cluster.data;

import dev.grapevine.cluster.log.GuardedLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of a data folder on a thread of its own, because a disk may be slow; a raised generation alone is
 * written at once, since nobody may hear of it before. Only the latest content of each
 * file counts. What could not be written, because the disk is full or no thread can be made, is written with the next
 * change or at the close. Thread-safe.
 */
final class FolderWriter implements AutoCloseable {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path folder;
    private final ChecksummedFile generation;
    private final ChecksummedFile members;
    private final ChecksummedFile keys;
    private final ThreadPoolExecutor writer;

    /** What is still to be written. Guarded by this object, like all fields below. */
    private @Nullable List<String> unsavedGeneration;

    private @Nullable List<String> unsavedMembers;
    private @Nullable UnsavedKeys unsavedKeys;
    private boolean warned;

    FolderWriter(Path folder, ChecksummedFile generation, ChecksummedFile members, ChecksummedFile keys) {
        this.folder = folder;
        this.generation = generation;
        this.members = members;
        this.keys = keys;
        this.writer = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "grapevine-disk");
            thread.setDaemon(true);
            return thread;
        });
        writer.allowCoreThreadTimeOut(true);
    }

    /** Saves it before it returns, on the caller's thread: the caller is about to tell it. */
    void saveGeneration(List<String> lines) {
        synchronized (this) {
            unsavedGeneration = lines;
        }
        try {
            writeGeneration();
        } catch (IOException | RuntimeException | Error e) {
            warn(e);
        }
    }

    /** Writes the generation if it is still to be written. */
    private void writeGeneration() throws IOException {
        synchronized (generation) {
            List<String> unsaved;
            synchronized (this) {
                unsaved = unsavedGeneration;
            }
            if (unsaved != null) {
                generation.write(unsaved);
                synchronized (this) {
                    unsavedGeneration = unsavedGeneration == unsaved ? null : unsavedGeneration;
                }
            }
        }
    }

    void saveMembers(List<String> lines) {
        synchronized (this) {
            unsavedMembers = lines;
        }
        saveSoon();
    }

    /** @param saved runs when it is on disk */
    private record UnsavedKeys(List<String> lines, Runnable saved) {}

    /** @param saved runs when they are on disk, on the thread that wrote them */
    void saveKeys(List<String> lines, Runnable saved) {
        synchronized (this) {
            unsavedKeys = new UnsavedKeys(lines, saved);
        }
        saveSoon();
    }

    private void writeKeys() throws IOException {
        UnsavedKeys unsaved;
        synchronized (this) {
            unsaved = unsavedKeys;
            unsavedKeys = null;
        }
        if (unsaved == null) {
            return;
        }
        try {
            keys.write(unsaved.lines());
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                unsavedKeys = unsavedKeys == null ? unsaved : unsavedKeys;
            }
            throw e;
        }
        unsaved.saved().run();
    }

    private void saveSoon() {
        try {
            writer.execute(this::saveAll);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "data folder {0} is closed", folder);
        } catch (Throwable e) { // OutOfMemoryError if the system allows no more threads
            warn(e); // the next save, or the close, takes this one along
        }
    }

    private void saveAll() {
        List<String> newMembers;
        synchronized (this) {
            newMembers = unsavedMembers;
            unsavedMembers = null;
        }
        try {
            writeGeneration();
            writeKeys();
            if (newMembers != null) {
                members.write(newMembers);
            }
            synchronized (this) {
                warned = false;
            }
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) { // to be saved with the next change, unless that is newer
                unsavedMembers = unsavedMembers == null ? newMembers : unsavedMembers;
            }
            warn(e);
        }
    }

    private void warn(Throwable failure) {
        synchronized (this) {
            if (warned) {
                return;
            }
            warned = true;
        }
        LOG.log(Level.WARNING, "cannot write to data folder {0}: {1}", folder, failure);
    }

    /** Completes pending saves, for a few seconds at most; an interrupt does not shorten that. */
    @Override
    public void close() {
        writer.shutdown();
        if (awaitWriter()) {
            saveAll(); // what no thread could be made for
        } else {
            LOG.log(Level.WARNING, "data folder {0} is too slow; the latest addresses may be lost", folder);
        }
    }

    private boolean awaitWriter() {
        boolean interrupted = false;
        long until = System.nanoTime() + CLOSE_NANOS;
        try {
            while (true) {
                try {
                    return writer.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
