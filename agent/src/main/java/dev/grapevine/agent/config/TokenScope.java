package dev.grapevine.agent.config;

import java.util.Locale;

/** What a request to the API may do. Each allows what it says, and nothing besides. */
public enum TokenScope {
    /** Read everything. */
    READ,
    /** Register, change and withdraw instances of the asked agent. */
    REGISTER,
    /** Join, leave, forget, and whatever else changes the cluster. */
    OPERATE;

    /** As it is written in files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
