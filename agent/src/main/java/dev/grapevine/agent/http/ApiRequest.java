package dev.grapevine.agent.http;

import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.yaml.Nearest;
import dev.grapevine.yaml.Units;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** A request to the API, whose parameters and body are checked as they are read. */
final class ApiRequest {

    private static final JsonCodec CODEC = JsonCodec.strict();

    private final Context context;

    /** @param parameters the known query parameters; others are refused as typos */
    ApiRequest(Context context, String... parameters) {
        this.context = context;
        List<String> known = new ArrayList<>(List.of(parameters));
        known.add("pretty");
        for (String given : context.queryParamMap().keySet()) {
            if (!known.contains(given)) {
                throw ApiException.badRequest(
                        "unknown query parameter \"" + given + "\"",
                        Nearest.of(given, known)
                                .map(nearest -> "did you mean \"" + nearest + "\"?")
                                .orElse("use one of " + String.join(", ", known)));
            }
        }
    }

    Optional<String> text(String parameter) {
        return Optional.ofNullable(context.queryParam(parameter)).filter(text -> !text.isBlank());
    }

    /** All values of a parameter that may be repeated, without blank ones. */
    List<String> texts(String parameter) {
        return context.queryParams(parameter).stream()
                .filter(text -> !text.isBlank())
                .toList();
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
                throw ApiException.badRequest("found " + parameter + "=" + text + ", expected true or false", "");
        };
    }

    <T> Optional<T> word(String parameter, Function<String, Optional<T>> read, String allowed) {
        return text(parameter)
                .map(text -> read.apply(text)
                        .orElseThrow(() -> ApiException.badRequest(
                                "found " + parameter + "=" + text + ", expected " + allowed, "")));
    }

    OptionalLong number(String parameter) {
        Optional<String> text = text(parameter);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            if (text.get().matches("[0-9]+")) {
                return OptionalLong.of(Long.parseLong(text.get()));
            }
        } catch (NumberFormatException tooLarge) {
            throw ApiException.badRequest(
                    "found " + parameter + "=" + text.get() + ", expected at most " + Long.MAX_VALUE, "");
        }
        throw ApiException.badRequest("found " + parameter + "=" + text.get() + ", expected a whole number", "");
    }

    /** A duration such as {@code 30s} or {@code 500ms}. */
    Optional<Duration> duration(String parameter) {
        return text(parameter)
                .map(text -> Duration.ofNanos(Units.duration(text)
                        .orElseThrow(() -> ApiException.badRequest(
                                "found " + parameter + "=" + text + ", expected a duration such as 30s or 500ms",
                                ""))));
    }

    /** The body, as JSON of the given shape. */
    <T> T body(Class<T> type) {
        return CODEC.read(type, json());
    }

    /** The body, which is JSON by its content type. */
    byte[] json() {
        String contentType = context.contentType();
        if (contentType == null || !contentType.split(";", 2)[0].strip().equalsIgnoreCase(HttpResponses.JSON)) {
            throw new ApiException(
                    415,
                    "Unsupported media type",
                    "the content type is " + (contentType == null ? "missing" : contentType) + ", expected "
                            + HttpResponses.JSON,
                    "send the header Content-Type: " + HttpResponses.JSON);
        }
        int limit = HttpLimits.bodyBytes(context.path());
        byte[] bytes;
        try {
            bytes = context.req().getInputStream().readNBytes(limit + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the body: " + e.getMessage(), e);
        }
        if (bytes.length > limit) {
            throw new ApiException(
                    413, "Too large", "the body is longer than " + limit + " bytes", "send a smaller body");
        }
        return bytes;
    }
}
