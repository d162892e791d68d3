/** Certificates and keys from PEM files, for the HTTP API and its clients. */
@NullMarked
package dev.grapevine.agent.tls;

import org.jspecify.annotations.NullMarked;
