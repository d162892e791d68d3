package dev.grapevine.agent.http;

import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.yaml.Nearest;
import dev.grapevine.yaml.Units;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What a request asks for, checked as it is read. */
final class ApiRequest {

    private static final JsonCodec CODEC = JsonCodec.strict();

    private final Context context;

    /** @param parameters the query parameters that belong here; others are refused as mistyped */
    ApiRequest(Context context, String... parameters) {
        this.context = context;
        List<String> known = new ArrayList<>(List.of(parameters));
        known.add("pretty");
        for (String given : context.queryParamMap().keySet()) {
            if (!known.contains(given)) {
                throw ApiException.badRequest(
                        "query parameter \"" + given + "\" is not known here",
                        Nearest.of(given, known)
                                .map(nearest -> "did you mean \"" + nearest + "\"?")
                                .orElse("known are " + String.join(", ", known)));
            }
        }
    }

    Optional<String> text(String parameter) {
        return Optional.ofNullable(context.queryParam(parameter)).filter(text -> !text.isBlank());
    }

    /** {@code ?passing}, {@code ?passing=true} or {@code ?passing=false}. */
    boolean flag(String parameter) {
        String text = context.queryParam(parameter);
        if (text == null) {
            return false;
        }
        return switch (text) {
            case "", "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw ApiException.badRequest("found " + parameter + "=" + text + ", allowed is true or false", "");
        };
    }

    <T> Optional<T> word(String parameter, Function<String, Optional<T>> read, String allowed) {
        return text(parameter)
                .map(text -> read.apply(text)
                        .orElseThrow(() -> ApiException.badRequest(
                                "found " + parameter + "=" + text + ", allowed is " + allowed, "")));
    }

    OptionalLong number(String parameter) {
        Optional<String> text = text(parameter);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!text.get().matches("\\d{1,18}")) {
            throw ApiException.badRequest("found " + parameter + "=" + text.get() + ", allowed is a whole number", "");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    /** A duration as {@code 30s} or {@code 500ms}. */
    Optional<Duration> duration(String parameter) {
        return text(parameter)
                .map(text -> Duration.ofNanos(Units.duration(text)
                        .orElseThrow(() -> ApiException.badRequest(
                                "found " + parameter + "=" + text + ", allowed is a duration as 30s or 500ms", ""))));
    }

    /** The body as JSON of a shape. */
    <T> T body(Class<T> type) {
        String contentType = context.contentType();
        if (contentType == null || !contentType.split(";")[0].strip().equalsIgnoreCase(HttpResponses.JSON)) {
            throw new ApiException(
                    415,
                    "Unsupported media type",
                    "the body is " + (contentType == null ? "of no type" : contentType) + ", it must be "
                            + HttpResponses.JSON,
                    "send the header Content-Type: " + HttpResponses.JSON);
        }
        byte[] bytes;
        try {
            bytes = context.req().getInputStream().readNBytes(HttpLimits.BODY_BYTES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("the body could not be read: " + e.getMessage(), e);
        }
        if (bytes.length > HttpLimits.BODY_BYTES) {
            throw new ApiException(
                    413, "Too large", "the body is longer than " + HttpLimits.BODY_BYTES + " bytes", "send less");
        }
        return CODEC.read(type, new String(bytes, StandardCharsets.UTF_8));
    }
}
