package dev.grapevine.agent.demo;

import java.time.Instant;

/**
 * One thing that one member saw, as it told itself.
 *
 * @param observer the member that saw it
 * @param type as in the API: {@code JOINED}, {@code FAILED}, {@code UP}; for what a snapshot says the status: {@code ALIVE}
 * @param subject the member or {@code service/id} that it is about
 * @param generation of the subject; empty for a service
 * @param time by the observer's clock, which is this host's
 * @param text in the observer's words
 */
record Observation(String observer, String type, String subject, String generation, Instant time, String text) {}
