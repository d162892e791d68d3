package dev.grapevine.agent.http;

import dev.grapevine.agent.config.Tokens;
import dev.grapevine.cluster.net.AllowList;

/**
 * Who may use the API. Immutable; replaced when the files are read again.
 *
 * @param tokens which requests are accepted
 * @param allowed the networks whose connections are accepted
 */
public record HttpAccess(Tokens tokens, AllowList allowed) {}
