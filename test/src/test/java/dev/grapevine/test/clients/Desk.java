package dev.grapevine.test.clients;

import dev.grapevine.test.Node;
import dev.grapevine.test.Nodes;
import dev.grapevine.test.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One machine with agents and programs of others, for the tests of a class. It has a loopback interface and a copy of /etc of
 * its own, in the namespaces of this process.
 */
final class Desk implements BeforeAllCallback, AfterAllCallback {

    private final Nodes nodes = new Nodes();
    private final List<Tool> tools = new ArrayList<>();
    private Path folder = Program.output();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        context.getRoot().getStore(Namespace.create(Desk.class)).computeIfAbsent("machine", key -> {
            Tool.output("ip", "link", "set", "lo", "up");
            own("/etc");
            return key;
        });
        String test = context.getRequiredTestClass().getSimpleName();
        nodes.open(test);
        folder = Program.output().toAbsolutePath().resolve("tools").resolve(test);
        Files.createDirectories(folder);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        endTools();
        nodes.close();
    }

    Nodes nodes() {
        return nodes;
    }

    /** Starts an agent that serves DNS at the port where agents usually do, and waits until it responds. */
    Node agent(String name, String... flags) {
        return agent(8_600, name, flags);
    }

    /** Starts an agent that serves DNS at a port of 127.0.0.1, and waits until it responds. */
    Node agent(int dns, String name, String... flags) {
        List<String> all = new ArrayList<>(List.of("--dns=127.0.0.1:" + dns));
        all.addAll(List.of(flags));
        return nodes.start(nodes.plan(name, "clients", all.toArray(String[]::new)));
    }

    /**
     * Registers an instance.
     *
     * @param fields of the registration, as JSON without the braces
     */
    static void register(Node node, String service, String id, String fields) {
        change(node, "PUT", "/v1/services/" + service + "/" + id, "{" + fields + "}");
    }

    /** Sends a change, which must succeed. */
    static void change(Node node, String method, String path, String body) {
        try {
            HttpResponse<String> response = node.send(method, path, body);
            if (response.statusCode() / 100 != 2) {
                throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a program in the background. */
    Tool start(String... command) {
        String name = String.valueOf(Path.of(command[0]).getFileName());
        try {
            Tool tool = Tool.start(name, Files.createTempFile(folder, name + "-", ".log"), List.of(command));
            tools.add(tool);
            return tool;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all programs in the background, but no agent. */
    void endTools() {
        tools.forEach(Tool::end);
        tools.clear();
    }

    /** A folder for files of the test. */
    Path folder() {
        return folder;
    }

    /** Gives this machine a copy of a folder that nobody else sees. */
    static void own(String path) {
        String copy = "/run/own" + path;
        if (!Files.exists(Path.of(copy))) {
            Tool.output("mkdir", "-p", Path.of(copy).getParent().toString());
            Tool.output("cp", "-a", path, copy);
            Tool.output("mount", "--bind", copy, path);
        }
    }

    /** Writes a file of this machine, with the folders above it. */
    static Path write(String path, String text) {
        try {
            Path file = Path.of(path);
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
