package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;

/**
 * The evidence behind what is believed of a member.
 *
 * @param member as it is known now
 * @param findings what was seen of it, oldest first
 */
@Json
public record WhyInfo(MemberInfo member, List<Finding> findings) {

    /**
     * One thing that was found.
     *
     * @param at when, by the clock of the answering member
     * @param agoSeconds before the answer
     * @param by who found it
     * @param incarnation of the member, that it concerned
     * @param text what was tried and what came of it
     */
    @Json
    public record Finding(Instant at, double agoSeconds, String by, long incarnation, String text) {}
}
