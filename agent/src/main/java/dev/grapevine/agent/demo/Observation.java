package dev.grapevine.agent.demo;

import java.time.Instant;

/**
 * An event that a member saw, as that member reports it.
 *
 * @param observer the member that saw it
 * @param type as in the API: {@code JOINED}, {@code FAILED}, {@code UP}; for a snapshot the status: {@code ALIVE}
 * @param subject the member or {@code service/id} that it is about
 * @param generation of the subject; empty for a service
 * @param time by the observer's clock, which is the clock of this host
 * @param text in the observer's words
 */
record Observation(String observer, String type, String subject, String generation, Instant time, String text) {}
