package dev.grapevine.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFilesTest {

    @TempDir
    private Path folder;

    private static void load(Path certificate, Path key) throws TlsException {
        TlsFiles.read(Optional.of(certificate), Optional.of(key), Optional.empty())
                .context();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void keys_of_each_kind_are_read(String algorithm) {
        TestCertificate own = TestCertificate.make(folder, "own", algorithm);
        assertThatCode(() -> load(own.certificate(), own.key())).doesNotThrowAnyException();
        assertThatCode(() -> load(own.both(), own.both())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    RSA PRIVATE KEY       | RSA PRIVATE KEY is not PKCS#8 in clear; convert it with: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEWFILE
                    EC PRIVATE KEY        | EC PRIVATE KEY is not PKCS#8 in clear; convert it with: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEWFILE
                    ENCRYPTED PRIVATE KEY | ENCRYPTED PRIVATE KEY is not PKCS#8 in clear; convert it with: openssl pkcs8 -in KEY -out NEWFILE
                    PRIVATE KEY           | the private key in it is none of EC, RSA and EdDSA; make one of these
                    SOMETHING             | there is no private key in it; expected PEM with BEGIN PRIVATE KEY
                    """)
    void another_form_of_key_is_refused_with_the_command_that_converts_it(String label, String problem)
            throws IOException {
        TestCertificate own = TestCertificate.make(folder, "own");
        Path key = Files.writeString(
                folder.resolve("k"), "-----BEGIN " + label + "-----\naHVzaA==\n-----END " + label + "-----\n");
        assertThatThrownBy(() -> load(own.certificate(), key))
                .isInstanceOf(TlsException.class)
                .hasMessage(key + ": " + problem.replace("KEY -out", key + " -out"))
                .satisfies(
                        error -> assertThat(String.valueOf(error.getMessage())).doesNotContain("aHVzaA"));
    }

    @Test
    void files_that_do_not_fit_are_refused() throws IOException {
        TestCertificate own = TestCertificate.make(folder, "own");
        TestCertificate other = TestCertificate.make(folder, "other");
        assertThatThrownBy(() -> load(own.certificate(), other.key()))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith(
                        other.key() + " is not the key of the first certificate in " + own.certificate());
        assertThatThrownBy(() -> load(own.key(), own.key()))
                .isInstanceOf(TlsException.class)
                .hasMessage(own.key() + ": there is no certificate in it; expected PEM with BEGIN CERTIFICATE");
        String whole = Files.readString(own.certificate());
        Path cut = Files.writeString(folder.resolve("cut"), whole.substring(0, 200) + "\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> load(cut, own.key()))
                .isInstanceOf(TlsException.class)
                .hasMessage(cut + ": certificate 1 in it cannot be read; is the file cut off?");
        Path half = Files.writeString(folder.resolve("half"), whole + whole.substring(0, whole.length() / 2));
        assertThatThrownBy(() -> load(half, own.key()))
                .isInstanceOf(TlsException.class)
                .hasMessage(half + ": a block that begins in it does not end; is the file cut off?");
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> load(nowhere, own.key()))
                .isInstanceOf(TlsException.class)
                .hasMessage("cannot read " + nowhere + ": there is no such file");
    }
}
