package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The evidence behind the status of a member.
 *
 * @param member the member, as it is known now
 * @param summary the answer in one English sentence
 * @param evidence the evidence of a suspicion or verdict, such as {@code REFUSED}; {@code NONE} if there is none
 * @param accusers the members that found it
 * @param findings what was tried, found and decided, oldest first
 */
@Json
public record WhyInfo(
        MemberInfo member, String summary, String evidence, List<String> accusers, List<FindingInfo> findings) {

    /**
     * One step of the evidence.
     *
     * @param at the time, by the clock of the answering member
     * @param agoSeconds how long before the answer
     * @param kind {@code sign, check, asked, answered, suspected, confirmed, told, held, verdict, heard} or {@code refuted}
     * @param actor the member that did or found it: the subject of the text
     * @param peers the other members that took part
     * @param heardFrom the member that reported it; absent if the answering member saw it itself
     * @param incarnation of the member that it is about
     * @param text a whole sentence: what was tried, and the result
     */
    @Json
    public record FindingInfo(
            Instant at,
            double agoSeconds,
            String kind,
            String actor,
            List<String> peers,
            @Nullable String heardFrom,
            long incarnation,
            String text) {}
}
