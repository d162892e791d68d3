package dev.grapevine.cluster;

import dev.grapevine.model.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another process, which a test can stop, kill and starve of resources. It ends with the test. */
public final class Child implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader out;

    private Child(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Runs {@code main} of a class, by a command prefix such as {@code unshare -rn}. */
    public static Child run(List<String> before, Class<?> program, String... arguments) throws IOException {
        return run(before, List.of(), program, arguments);
    }

    /** The same, with options of the virtual machine. */
    public static Child run(List<String> before, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(program, Cluster.class, Address.class), program.getName()));
        command.addAll(Arrays.asList(arguments));
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static String classPath(Class<?>... of) {
        return Stream.of(of)
                .map(Child::root)
                .distinct()
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    /** The folder or archive that a class was loaded from. */
    private static String root(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        URL url = type.getResource("/" + file);
        if (url == null) {
            throw new IllegalStateException("cannot find the class file of " + type);
        }
        String place = url.toString();
        String root = place.substring(0, place.length() - file.length());
        try {
            return root.startsWith("jar:")
                    ? Path.of(new URI(root.substring(4, root.length() - 2))).toString()
                    : Path.of(new URI(root)).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("unexpected class location " + place, e);
        }
    }

    /** The next line that it prints. */
    public String line() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new AssertionError("the child ended without printing another line");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGSTOP: the process no longer runs, but its kernel still serves the sockets. */
    public void stop() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill -STOP failed");
        }
    }

    /** SIGKILL; returns when the process has ended. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the child does not die");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
