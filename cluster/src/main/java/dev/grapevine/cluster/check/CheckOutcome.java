package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.nio.charset.StandardCharsets;

/**
 * What one run of a check found, or one heartbeat said.
 *
 * @param output for people; an unpaired surrogate, which could not be sent to others, is replaced by a question mark
 */
public record CheckOutcome(Health health, String output) {

    public CheckOutcome {
        output = new String(output.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    static CheckOutcome critical(String output) {
        return new CheckOutcome(Health.CRITICAL, output);
    }
}
