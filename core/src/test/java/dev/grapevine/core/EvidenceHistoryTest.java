package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static dev.grapevine.core.view.Samples.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.failure.DetectionLog;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Why;
import org.junit.jupiter.api.Test;

class EvidenceHistoryTest {

    @Test
    void of_all_members_together_65536_steps_are_remembered() {
        View view = new View(1);
        EvidenceHistory history = new EvidenceHistory("m1");
        for (int i = 1; i <= 4_000; i++) {
            put(view, member(i), 1);
            for (int step = 0; step < Why.LIMIT; step++) {
                history.noted(entry(view, i), new DetectionLog.Reached(true), step);
            }
        }
        assertThat(history.size()).isBetween(65_536 - Why.LIMIT, 65_536);
        for (int i = 1; i <= 4_000; i++) {
            history.forgotten(entry(view, i), 1);
        }
        assertThat(history.size()).isZero();
    }
}
