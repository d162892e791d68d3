package dev.grapevine.agent.config;

/** What is logged, and what is worse. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
