/** One fuzz test for each decoder and handler. CONTRIBUTING.md says how to run the fuzzer; without it, each test replays its corpus. */
@NullMarked
package dev.grapevine.fuzz;

import org.jspecify.annotations.NullMarked;
