package dev.grapevine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MalformedJsonException;
import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.config.CheckSyntax;
import dev.grapevine.agent.config.HostPort;
import dev.grapevine.agent.config.KeyFile;
import dev.grapevine.agent.config.TokenFile;
import dev.grapevine.agent.config.Tokens;
import dev.grapevine.agent.tls.PemFile;
import dev.grapevine.agent.tls.TlsException;
import dev.grapevine.cluster.check.CheckUrl;
import dev.grapevine.sim.operation.OperationParser;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The readers of what clients and operators write: text is taken, or refused with the error that is meant for it. */
class TextFuzzTest {

    private static final Path FILE = Path.of("file.pem");

    private final JsonCodec requests = JsonCodec.strict();

    /** The body of a registration. */
    @FuzzTest
    void registration(byte[] body) {
        RegisterRequest request;
        try {
            request = requests.read(RegisterRequest.class, body);
        } catch (MalformedJsonException refused) {
            assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(2_000);
            return;
        }
        assertThat(requests.read(RegisterRequest.class, requests.write(request)))
                .isEqualTo(request);
    }

    /** A configuration or scenario file. */
    @FuzzTest
    void yaml(byte[] file) {
        Problems problems = new Problems();
        new YamlReader("file.yaml", "example.yaml", problems).read(new String(file, StandardCharsets.UTF_8));
        assertThat(problems.lines()).allSatisfy(line -> assertThat(line).isNotBlank());
    }

    /** A file of cluster keys. What is wrong with it is said without repeating it. */
    @FuzzTest
    void keyFile(byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        Problems problems = new Problems();
        assertThat(KeyFile.read(text, "key", true, problems)).doesNotHaveDuplicates();
        assertThat(problems.lines())
                .allSatisfy(line -> assertThat(line).startsWith("key").doesNotContain("\n"));
    }

    /** A file of tokens and what they allow. */
    @FuzzTest
    void tokenFile(byte[] file) {
        Problems problems = new Problems();
        Tokens tokens = TokenFile.read(new String(file, StandardCharsets.UTF_8), "tokens", "http.tokens", problems);
        assertThat(problems.lines()).allSatisfy(line -> assertThat(line).startsWith("tokens"));
        assertThat(tokens.all()).doesNotContainNull();
    }

    /** Certificates and a private key. What is wrong with the file is said in one line, without repeating it. */
    @FuzzTest
    void pemFile(byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        refusedInOneLine(
                () -> assertThat(new PemFile(FILE, text).certificates()).isNotEmpty());
        refusedInOneLine(() -> assertThat(new PemFile(FILE, text).privateKey().getAlgorithm())
                .isIn("EC", "RSA", "EdDSA", "Ed25519", "Ed448"));
    }

    private interface Reading {
        void read() throws TlsException;
    }

    private static void refusedInOneLine(Reading reading) {
        try {
            reading.read();
        } catch (TlsException refused) {
            assertThat(refused.getMessage()).startsWith("file.pem: ").hasSizeLessThan(300);
            assertThat(refused.getMessage()).doesNotContain("\n", "\r");
        }
    }

    /** Addresses, check targets and operations, as flags, requests and scenarios have them. */
    @FuzzTest
    void syntax(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        taken(text, HostPort::parse);
        taken(text, CheckUrl::parse);
        taken(text, CheckSyntax::parse);
        taken(text, OperationParser::operation);
    }

    private interface Syntax {
        Object parse(String text);
    }

    /** What is taken prints as a text that gives the same again. */
    private static void taken(String text, Syntax syntax) {
        Object value;
        try {
            value = syntax.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        if (!(value instanceof CheckSpec)) {
            assertThat(syntax.parse(value.toString())).isEqualTo(value);
        }
    }
}
