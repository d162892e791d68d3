package dev.grapevine.agent.config;

import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the key and the token from the environment or from their own files. They are never shown. */
final class SecretReader {

    static final String KEY_VARIABLE = "GRAPEVINE_KEY";
    static final String TOKEN_VARIABLE = "GRAPEVINE_TOKEN";

    private final Map<String, String> env;
    private final ResolvedConfig values;
    private final HostEnvironment environment;
    private final Problems problems;
    private final List<String> warnings = new ArrayList<>();

    SecretReader(Map<String, String> env, ResolvedConfig values, HostEnvironment environment, Problems problems) {
        this.env = env;
        this.values = values;
        this.environment = environment;
        this.problems = problems;
    }

    /** The keys, the one to seal with first; empty for none. */
    List<Secret> keys() {
        return find(KEY_VARIABLE, ConfigKeys.KEY_FILE)
                .map(found -> KeyFile.read(
                        found.text(), found.place(), !fromVariable(KEY_VARIABLE, ConfigKeys.KEY_FILE), problems))
                .orElse(List.of());
    }

    private Optional<Secret> token() {
        return find(TOKEN_VARIABLE, ConfigKeys.TOKEN_FILE).flatMap(found -> {
            String text = found.text().strip();
            if (text.matches("[\\x21-\\x7e]{1,512}")) {
                return Optional.of(new Secret(text.getBytes(StandardCharsets.UTF_8)));
            }
            problems.add(found.place(), "http.token", "expected 1 to 512 printable ASCII characters without spaces");
            return Optional.empty();
        });
    }

    /** Which requests the API accepts. */
    Tokens tokens() {
        Optional<Secret> one = token();
        ConfigKey<Path> key = ConfigKeys.TOKENS;
        Optional<Tokens> filed = values.find(key)
                .flatMap(path ->
                        text(path, key).map(text -> TokenFile.read(text, path.toString(), key.name(), problems)));
        if (filed.isPresent()) {
            return one.map(filed.get()::with).orElse(filed.get());
        }
        return one.map(Tokens::one).orElse(Tokens.NONE);
    }

    /** What is worth a warning about the files that were read so far. */
    List<String> warnings() {
        return warnings;
    }

    /** Whether the secret comes from the environment variable itself, and not from a file. */
    boolean fromVariable(String variable, ConfigKey<Path> file) {
        return !env.getOrDefault(variable, "").isBlank() && !values.source(file).startsWith("--");
    }

    private Optional<RawValue.Text> find(String variable, ConfigKey<Path> file) {
        String direct = env.getOrDefault(variable, "").strip();
        boolean both = !direct.isEmpty() && !env.getOrDefault(file.env(), "").isBlank();
        if (both) {
            problems.add(
                    "env " + variable,
                    file.name().replace("-file", ""),
                    "set as well as " + file.env() + "; set only one of them");
            return Optional.empty();
        }
        if (fromVariable(variable, file)) {
            return Optional.of(new RawValue.Text(direct, "env " + variable));
        }
        return values.find(file).flatMap(path -> read(path, file));
    }

    private Optional<RawValue.Text> read(Path path, ConfigKey<Path> key) {
        return text(path, key).map(text -> new RawValue.Text(text, path.toString()));
    }

    private Optional<String> text(Path path, ConfigKey<Path> key) {
        String reason;
        try {
            String text = environment.read(path);
            if (!key.equals(ConfigKeys.TOKENS) && environment.readableByOthers(path)) {
                warnings.add(path + " can be read by other users of this host; chmod 600 " + path + " changes that");
            }
            return Optional.of(text);
        } catch (NoSuchFileException e) {
            reason = "there is no such file";
        } catch (AccessDeniedException e) {
            reason = "permission denied";
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        }
        problems.add(values.place(key), key.name(), "cannot read " + path + ": " + reason);
        return Optional.empty();
    }
}
