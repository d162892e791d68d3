import dev.grapevine.agent.cli.Grapevine;
import dev.grapevine.agent.cli.Shell;
import dev.grapevine.agent.cli.Terminal;
import dev.grapevine.sim.scenario.RandomFaults;
import dev.grapevine.sim.scenario.file.ScenarioWriter;
import dev.grapevine.sim.scenario.file.ShippedScenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Prints one line for each simulated run: what was played, its seed, and the SHA-256 of the whole JSON that {@code grapevine simulate -o json} prints of it.
 * Two builds whose lines are equal behaved the same, packet by packet.
 *
 * <p>Arguments: seeds for each shipped scenario, seeds of random faults (half of them wild, half bounded).
 */
final class Fingerprints {

    private Fingerprints() {}

    public static void main(String[] args) throws Exception {
        int shipped = Integer.parseInt(args[0]);
        int random = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory("fingerprints");
        try {
            Stream.Builder<Callable<String>> runs = Stream.builder();
            for (String name : ShippedScenarios.names()) {
                for (int seed = 1; seed <= shipped; seed++) {
                    int each = seed;
                    runs.add(() -> line(name, each, name, "--seed", Integer.toString(each)));
                }
            }
            for (String mechanisms : List.of("plain-swim", "lifeguard")) {
                for (String name : List.of("steady", "mass-crash", "lossy-network")) {
                    for (int seed = 1; seed <= Math.min(shipped, 2); seed++) {
                        int each = seed;
                        runs.add(() -> line(
                                name + "/" + mechanisms,
                                each,
                                name,
                                "--seed",
                                Integer.toString(each),
                                "--mechanisms",
                                mechanisms));
                    }
                }
            }
            for (int seed = 0; seed < random; seed++) {
                int each = seed;
                runs.add(() -> faults(folder, each));
            }
            runs.build().parallel().map(Fingerprints::call).forEachOrdered(System.out::println);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                files.forEach(file -> file.toFile().delete());
            }
            Files.delete(folder);
        }
    }

    private static String call(Callable<String> run) {
        try {
            return run.call();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String faults(Path folder, int seed) throws IOException, NoSuchAlgorithmException {
        boolean wild = seed % 2 == 0;
        String name = wild ? "wild" : "bounded";
        Path file = folder.resolve(name + "-" + seed + ".yaml");
        Files.writeString(file, ScenarioWriter.write(wild ? RandomFaults.wild(seed) : RandomFaults.bounded(seed), seed));
        return line(name, seed, file.toString());
    }

    private static String line(String name, int seed, String... options) throws NoSuchAlgorithmException {
        String[] command = Stream.of(Stream.of("simulate"), Stream.of(options), Stream.of("-o", "json", "--shrink", "0"))
                .flatMap(part -> part)
                .toArray(String[]::new);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Grapevine.run(
                new Shell(new PrintWriter(out), new PrintWriter(err), Map.of(), Terminal.NONE), command);
        if (status > 1) {
            throw new IllegalStateException(name + " " + seed + " ended with status " + status + ": " + err);
        }
        // The name of a file of random faults is that of a folder made for this run, and a setting may get another name.
        String json = out.toString()
                .replaceFirst("\"scenario\":\"[^\"]*\"", "")
                .replaceFirst("\"settings\":\"[^\"]*\"", "");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
        return name + " " + seed + " " + status + " " + HexFormat.of().formatHex(hash, 0, 16);
    }
}
