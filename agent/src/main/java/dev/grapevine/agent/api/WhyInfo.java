package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The evidence behind what is believed of a member.
 *
 * @param member as it is known now
 * @param evidence what a suspicion or verdict rests on, as {@code REFUSED}; {@code NONE} where there is none
 * @param accusers who found it
 * @param findings what was tried, found and decided, oldest first
 */
@Json
public record WhyInfo(MemberInfo member, String evidence, List<String> accusers, List<Finding> findings) {

    /**
     * One thing that was found.
     *
     * @param at when, by the clock of the answering member
     * @param agoSeconds before the answer
     * @param by who did or found it; several with commas between them
     * @param heardFrom the member that told of it; absent if the answering one saw it itself
     * @param incarnation of the member, that it concerned
     * @param text what was tried and what came of it
     */
    @Json
    public record Finding(
            Instant at,
            double agoSeconds,
            String by,
            @Nullable String heardFrom,
            long incarnation,
            String text) {}
}
