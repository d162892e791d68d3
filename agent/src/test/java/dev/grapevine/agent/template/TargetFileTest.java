package dev.grapevine.agent.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TargetFileTest {

    @TempDir
    Path folder;

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void only_another_content_replaces_a_file() throws IOException {
        Path file = folder.resolve("a");
        TargetFile target = new TargetFile(file);
        assertThat(target.replace("ä\n")).isTrue();
        assertThat(mode(file)).isEqualTo("rw-r--r--");
        Object inode = Files.getAttribute(file, "unix:ino");
        assertThat(target.replace("ä\n")).isFalse();
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
        assertThat(target.replace("b\n")).isTrue();
        assertThat(Files.readString(file)).isEqualTo("b\n");
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void the_mode_of_the_old_file_is_kept() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx-w---x"));
        new TargetFile(file).replace("new");
        assertThat(mode(file)).isEqualTo("rwx-w---x");
    }

    @Test
    void a_symbolic_link_stays_and_its_file_is_replaced() throws IOException {
        Path real =
                Files.writeString(Files.createDirectory(folder.resolve("sub")).resolve("real"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("sub/real"));
        assertThat(new TargetFile(link).replace("new")).isTrue();
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readString(real)).isEqualTo("new");
    }

    @Test
    void what_cannot_be_replaced_stays() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("d"));
        assertThatThrownBy(() -> new TargetFile(directory).replace("x"))
                .hasMessage(directory + " is not a regular file");
        Path dangling = Files.createSymbolicLink(folder.resolve("l"), Path.of("nowhere"));
        assertThatThrownBy(() -> new TargetFile(dangling).replace("x"))
                .hasMessage(dangling + " is a symbolic link to a file that does not exist");
        Path homeless = folder.resolve("no/file");
        assertThatThrownBy(() -> new TargetFile(homeless).replace("x")).hasMessageContaining("there is no folder");
        assertThat(files()).isEqualTo(2);
    }
}
