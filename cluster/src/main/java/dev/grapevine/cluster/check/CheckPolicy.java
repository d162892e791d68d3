package dev.grapevine.cluster.check;

import java.time.Duration;

/**
 * How often a check runs, and which results change the health.
 *
 * @param interval between runs
 * @param timeout of one run, at most the interval
 * @param failures consecutive failures that make it critical, from 1
 * @param successes consecutive successes that make it passing again, from 1
 */
public record CheckPolicy(Duration interval, Duration timeout, int failures, int successes) {}
