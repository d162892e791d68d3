package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Health;
import dev.grapevine.model.MessageKind;
import dev.grapevine.model.ProcessInfo;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.StateLimits;
import dev.grapevine.model.StateRules;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/wire-protocol.md} says what the code does. */
class WireDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "wire-protocol.md");

    private final String document = Files.readString(DOCUMENT);
    private final String hex = document.replaceAll("\\s+", " ");

    WireDocumentTest() throws IOException {}

    @ParameterizedTest
    @EnumSource(MessageKind.class)
    void every_kind_stands_there_with_its_code(MessageKind kind) {
        assertThat(document).contains(String.format("%n| `0x%02x` | `%s` | ", kind.code(), kind.name()));
    }

    @Test
    void no_other_kind_stands_there() {
        assertThat(document.lines().filter(line -> line.startsWith("| `0x"))).hasSameSizeAs(MessageKind.values());
    }

    @Test
    void every_code_stands_there() {
        assertThat(document)
                .contains(row("status", Stream.of(Status.values()), Codes::of))
                .contains(row("evidence", Stream.of(Evidence.values()), Codes::of))
                .contains(row("purpose of a stream", Stream.of(Message.Purpose.values()), Codes::of))
                .contains(row("reason of a refusal", Stream.of(Message.Reason.values()), Codes::of))
                .contains(row("claim to a name", Stream.of(Message.Claim.values()), Codes::of))
                .contains(row("health of a service", Stream.of(Health.values()), Codes::of))
                .contains(row("state of a service", Stream.of(ServiceState.values()), Codes::of));
    }

    private static <E extends Enum<E>> String row(String field, Stream<E> constants, ToIntFunction<E> code) {
        List<String> codes =
                constants.map(each -> "`" + each + "` " + code.applyAsInt(each)).toList();
        return "\n| " + field + " | " + String.join(", ", codes) + " |";
    }

    @ParameterizedTest
    @MethodSource("dev.grapevine.core.wire.GoldenTest#vectors")
    void every_vector_is_an_example_there(Golden vector) {
        String expected =
                vector.title().equals("sync buckets") ? "20 82 08 00 09, then 256 times" : Golden.hex(vector.bytes());

        assertThat(hex).contains(expected);
    }

    @Test
    void the_sealed_examples_are_what_the_seal_makes() {
        PlainSeal shop = new PlainSeal("shop");
        ByteBuffer packet = new Packets(shop).write(List.of(message("ack that agrees")));
        ByteBuffer frame = new FrameWriter(shop).write(List.of(message("hello")));

        assertThat(hex).contains("the ack of the examples: " + hex(packet));
        assertThat(hex).contains("the hello of the examples: " + hex(frame));
    }

    @Test
    void the_examples_of_owned_state_are_what_the_code_makes() {
        ServiceInstance web = ServiceInstance.named("web").build();
        ServiceInstance checked = web.withChecks(List.of(
                new CheckResult("http", "", Health.WARNING, "too slow"),
                new CheckResult("ttl", "", Health.PASSING, "")));
        ServiceInstance extended =
                ServiceInstance.named("web").extension("eureka", "{}").build();

        assertThat(hex)
                .contains("two checks " + Golden.hex(ServiceCodec.encode(checked)))
                .contains("an extension " + Golden.hex(ServiceCodec.encode(extended)))
                .contains("version 1.4.0 "
                        + Golden.hex(ProcessCodec.encode(new ProcessInfo("1.4.0", 0x0123_4567_89ab_cdefL))))
                .contains(String.format("for each, at most %d |", StateLimits.CHECKS))
                .contains(String.format(
                        "once for each of at most %d | UTF-8 of 1 to %d bytes |", StateRules.MAX_TAGS, StateLimits.TAG))
                .contains(String.format("a `text` of 1 to %d bytes", StateLimits.KEY))
                .contains(String.format("order of their names, at most %d |", StateRules.MAX_EXTENSIONS))
                .contains(String.format("`text` of at most %,d bytes", StateRules.MAX_EXTENSION))
                .contains(String.format("UTF-8 of at most %d bytes", StateRules.MAX_VERSION));
    }

    @Test
    void limits_stand_there_as_they_are() {
        assertThat(hex)
                .contains("protocol version **" + Codec.PROTOCOL + "**")
                .contains(String.format("at most %,d bytes are read", Packets.MAX_LENGTH))
                .contains(String.format("at most %,d |", FrameWriter.MAX_LENGTH))
                .contains(String.format("stay below %,d bytes", FrameWriter.SPLIT_LENGTH))
                .contains("Every seal has to do with " + Seal.MAX_OVERHEAD + " bytes at most")
                .contains("A record is at most " + Codec.MAX_RECORD + " bytes");
    }

    private static Message message(String title) {
        return Objects.requireNonNull(Golden.messages().get(title));
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return Golden.hex(bytes);
    }
}
