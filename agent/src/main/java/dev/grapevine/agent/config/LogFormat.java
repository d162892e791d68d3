package dev.grapevine.agent.config;

/** The format of log lines. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** For machines: one JSON object per line. */
    JSON
}
