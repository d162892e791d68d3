package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * How far a change of keys is.
 *
 * @param id of the key that was installed, is used, or is rotated to
 * @param step {@code installing}, {@code using} or {@code done}
 * @param waitingFor names of the members that the step waits for
 */
@Json
public record KeyChangeInfo(String id, String step, List<String> waitingFor) {
    public KeyChangeInfo {
        waitingFor = List.copyOf(waitingFor);
    }
}
