package dev.grapevine.agent.http;

import dev.grapevine.agent.api.HistoryInfo;
import dev.grapevine.agent.events.EventHistory;
import dev.grapevine.yaml.Units;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The recent events. */
final class HistoryRoutes {

    private final EventHistory history;
    private final Clock clock;
    private final HttpResponses responses;

    HistoryRoutes(EventHistory history, Clock clock, HttpResponses responses) {
        this.history = history;
        this.clock = clock;
        this.responses = responses;
    }

    List<Route> routes() {
        return List.of(Route.read("/v1/history", this::history));
    }

    private void history(Context context) {
        ApiRequest request = new ApiRequest(context, "from", "to");
        Optional<Instant> from = time(request, "from");
        Optional<Instant> to = time(request, "to");
        HistoryInfo kept = history.history();
        responses.json(
                context,
                new HistoryInfo(
                        kept.since(),
                        kept.events().stream()
                                .filter(event -> from.isEmpty() || !event.time().isBefore(from.get()))
                                .filter(event -> to.isEmpty() || !event.time().isAfter(to.get()))
                                .toList()));
    }

    /** A time, given as such or as how long ago it was. */
    private Optional<Instant> time(ApiRequest request, String parameter) {
        return request.text(parameter).map(text -> {
            OptionalLong ago = Units.duration(text);
            if (ago.isPresent()) {
                return clock.instant().minusNanos(ago.getAsLong());
            }
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw ApiException.badRequest(
                        "found " + parameter + "=" + text
                                + ", expected a time such as 2030-01-02T03:04:05Z, or how long" + " ago, such as 10m",
                        "");
            }
        });
    }
}
