package dev.grapevine.cluster.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.cluster.Child;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    private static final long HOUR = 3_600_000;
    private static final Address A = Address.parse("10.0.0.1", 7700);
    private static final Address B = Address.parse("fd00::1", 7700);

    @TempDir
    Path temp;

    private DataFolder open() throws IOException {
        return DataFolder.open(temp.resolve("data"));
    }

    private Path file(String name) {
        return temp.resolve("data").resolve(name);
    }

    @Test
    void a_new_folder_is_empty() throws IOException {
        try (DataFolder folder = open()) {
            assertThat(folder.members("c", 0)).isEmpty();
            assertThat(folder.nextGeneration(17)).isEqualTo(17);
        }
    }

    @Test
    void a_generation_is_always_above_the_last() throws IOException {
        try (DataFolder folder = open()) {
            assertThat(folder.nextGeneration(100)).isEqualTo(100);
        }
        try (DataFolder folder = open()) {
            assertThat(folder.nextGeneration(50)).isEqualTo(101);
        }
        try (DataFolder folder = open()) {
            assertThat(folder.nextGeneration(101)).isEqualTo(102);
            folder.saveGeneration(-2); // unsigned, so nearly the highest
        }
        try (DataFolder folder = open()) {
            assertThat(folder.nextGeneration(500)).isEqualTo(-1);
        }
    }

    @Test
    void addresses_are_restored_with_the_time_at_which_they_were_live() throws IOException {
        Map<Address, Long> lastLive = new LinkedHashMap<>();
        lastLive.put(B, 30 * HOUR);
        lastLive.put(A, 29 * HOUR);
        try (DataFolder folder = open()) {
            folder.saveMembers("c", lastLive);
        }
        try (DataFolder folder = open()) {
            assertThat(folder.members("c", 31 * HOUR)).isEqualTo(lastLive);
            assertThat(folder.members("c", 53 * HOUR)).isEqualTo(Map.of(B, 30 * HOUR));
            assertThat(folder.members("c", 54 * HOUR)).isEmpty();
            assertThat(folder.members("another", 31 * HOUR)).isEmpty();
        }
    }

    @Test
    void the_files_are_plain_text() throws IOException {
        try (DataFolder folder = open()) {
            folder.nextGeneration(100);
            folder.saveMembers("c", Map.of(A, 5L));
        }
        assertThat(Files.readString(file("generation"))).isEqualTo("""
                grapevine-generation 1
                100
                crc32c 2b1cbeb0
                """);
        assertThat(Files.readString(file("members"))).isEqualTo("""
                grapevine-members 1
                cluster c
                5 10.0.0.1:7700
                crc32c 1f860d7b
                """);
        assertThat(file("generation.tmp")).doesNotExist();
    }

    @Test
    void a_file_cut_at_any_byte_is_ignored() throws IOException {
        try (DataFolder folder = open()) {
            folder.saveMembers("c", Map.of(A, 5L, B, 6L));
        }
        byte[] whole = Files.readAllBytes(file("members"));
        for (int length = 0; length < whole.length; length++) {
            Files.write(file("members"), java.util.Arrays.copyOf(whole, length));
            try (DataFolder folder = open()) {
                assertThat(folder.members("c", 7)).as("cut to %d bytes", length).isEmpty();
            }
        }
    }

    @Test
    void a_file_with_any_byte_changed_is_ignored() throws IOException {
        try (DataFolder folder = open()) {
            folder.nextGeneration(1_000);
        }
        byte[] whole = Files.readAllBytes(file("generation"));
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(file("generation"), damaged);
            try (DataFolder folder = open()) {
                assertThat(folder.nextGeneration(7))
                        .as("byte %d, seed %d", at, seed)
                        .isEqualTo(7);
            }
        }
    }

    @Test
    void a_damaged_file_is_replaced_by_the_next_write() throws IOException {
        try (DataFolder folder = open()) {
            Files.writeString(file("members"), "rubbish");
            assertThat(folder.members("c", 7)).isEmpty();
            folder.saveMembers("c", Map.of(A, 5L));
        }
        try (DataFolder folder = open()) {
            assertThat(folder.members("c", 7)).containsOnlyKeys(A);
        }
    }

    @Test
    void a_copy_left_by_a_crash_changes_nothing() throws IOException {
        try (DataFolder folder = open()) {
            folder.saveMembers("c", Map.of(A, 5L));
        }
        Files.writeString(file("members.tmp"), "half writ");
        try (DataFolder folder = open()) {
            assertThat(folder.members("c", 7)).containsOnlyKeys(A);
            folder.saveMembers("c", Map.of(B, 5L));
        }
        try (DataFolder folder = open()) {
            assertThat(folder.members("c", 7)).containsOnlyKeys(B);
        }
    }

    @Test
    void a_folder_serves_one_member_at_a_time() throws IOException {
        try (DataFolder folder = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessage("data folder " + temp.resolve("data") + " is in use by another member;"
                            + " stop that member, or give each member its own folder");
            assertThat(folder.nextGeneration(1)).isEqualTo(1);
        }
        open().close();
    }

    @Test
    void a_file_is_not_accepted_as_a_folder() throws IOException {
        Files.writeString(temp.resolve("data"), "");
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessage("data folder " + temp.resolve("data")
                        + " is a file; use a folder, or leave it out to keep nothing on disk");
    }

    @Test
    void a_file_that_cannot_be_read_is_reported() throws IOException {
        Files.createDirectories(file("generation")); // unreadable as a file, even for root
        try (DataFolder folder = open()) {
            assertThatThrownBy(() -> folder.nextGeneration(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot use data folder " + temp.resolve("data") + ": ")
                    .hasMessageEndingWith("; make it readable and writable, or use another folder");
        }
    }

    @Test
    void what_cannot_be_a_file_of_a_member_is_not_read_and_replaced() throws Exception {
        Path pipe = temp.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path large = temp.resolve("large");
        try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(60 << 20);
        }
        for (Path what : List.of(Path.of("/dev/zero"), pipe, large)) {
            for (String name : List.of("generation", "members")) {
                Files.createDirectories(temp.resolve("data"));
                Files.deleteIfExists(file(name));
                Files.createSymbolicLink(file(name), what);
            }
            try (DataFolder folder = open()) {
                assertThat(folder.nextGeneration(17)).as(what.toString()).isEqualTo(17);
                assertThat(folder.members("c", 7)).as(what.toString()).isEmpty();
                folder.saveMembers("c", Map.of(A, 5L));
            }
            try (DataFolder folder = open()) {
                assertThat(folder.nextGeneration(3)).as(what.toString()).isEqualTo(18);
                assertThat(folder.members("c", 7)).as(what.toString()).containsOnlyKeys(A);
            }
            assertThat(file("generation")).isRegularFile();
        }
        assertThat(large).exists();
    }

    @Test
    void a_pipe_in_place_of_the_lock_is_refused() throws Exception {
        Files.createDirectories(temp.resolve("data"));
        assertThat(new ProcessBuilder("mkfifo", file("lock").toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessage("cannot use data folder " + temp.resolve("data") + ": its file 'lock' is not a plain file;"
                        + " make it readable and writable, or use another folder");
    }

    @Test
    void only_the_user_that_runs_the_member_may_read_what_it_writes() throws IOException {
        try (DataFolder folder = open()) {
            folder.nextGeneration(100);
            folder.saveMembers("c", Map.of(A, 5L));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("data"))))
                .isEqualTo("rwx------");
        for (String name : List.of("lock", "generation", "members")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_file_that_others_could_read_is_theirs_no_more_after_the_next_write() throws IOException {
        Files.createDirectories(temp.resolve("data"));
        for (String name : List.of("generation", "generation.tmp")) {
            Files.writeString(file(name), "");
            Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rw-r--r--"));
        }
        try (DataFolder folder = open()) {
            folder.nextGeneration(100);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("generation"))))
                .isEqualTo("rw-------");
    }

    @Test
    void the_permissions_of_a_folder_that_exists_stay() throws IOException {
        Files.createDirectories(temp.resolve("data"));
        Files.setPosixFilePermissions(temp.resolve("data"), PosixFilePermissions.fromString("rwxr-x---"));
        open().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("data"))))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void closing_twice_is_fine() throws IOException {
        DataFolder folder = open();
        folder.close();
        folder.close();
    }

    @Test
    void the_latest_addresses_come_first_and_old_ones_are_forgotten() {
        RememberedAddresses remembered = new RememberedAddresses(Map.of(A, 5 * HOUR));
        remembered.live(List.of(B), 6 * HOUR);
        assertThat(remembered.latestFirst()).containsExactly(Map.entry(B, 6 * HOUR), Map.entry(A, 5 * HOUR));
        remembered.live(List.of(), 29 * HOUR);
        assertThat(remembered.latestFirst()).containsExactly(Map.entry(B, 6 * HOUR));
    }

    @Test
    void a_folder_is_used_alike_by_a_thread_that_is_interrupted() throws IOException {
        Thread.currentThread().interrupt();
        try (DataFolder folder = open()) {
            assertThat(folder.nextGeneration(100)).isEqualTo(100);
            folder.saveMembers("c", Map.of(A, 5L));
        }
        try (DataFolder folder = open()) {
            assertThat(folder.members("c", 7)).containsOnlyKeys(A);
            assertThat(folder.nextGeneration(50)).isEqualTo(101);
        }
        assertThat(Thread.interrupted()).isTrue();
        try (DataFolder folder = open()) {
            assertThat(folder.nextGeneration(50)).isEqualTo(102);
        }
    }

    @Test
    void an_interrupt_of_the_writing_thread_loses_nothing() throws IOException {
        try (DataFolder folder = open()) {
            for (int i = 1; i <= 50; i++) {
                folder.saveMembers("c", Map.of(A, (long) i));
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("grapevine-disk"))
                        .forEach(Thread::interrupt);
            }
        }
        try (DataFolder folder = open()) {
            assertThat(folder.members("c", 60)).containsExactly(Map.entry(A, 50L));
        }
    }

    @Test
    void a_second_attempt_in_the_same_process_does_not_release_the_lock(@TempDir Path other) throws Exception {
        Path link = Files.createSymbolicLink(other.resolve("link"), temp.resolve("data"));
        try (DataFolder holder = open()) {
            for (Path same : List.of(temp.resolve("data"), temp.resolve("data/../data"), link)) {
                assertThatThrownBy(() -> DataFolder.open(same)).hasMessageContaining("is in use by another member");
            }
            try (Child child =
                    Child.run(List.of(), LockAttempt.class, temp.resolve("data").toString())) {
                assertThat(child.line()).contains("is in use by another member");
            }
            assertThat(holder.nextGeneration(1)).isEqualTo(1);
        }
        open().close();
    }

    /** Another process that tries to use a folder. */
    static final class LockAttempt {
        public static void main(String... arguments) {
            try {
                DataFolder.open(Path.of(arguments[0])).close();
                System.out.println("not locked");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
