/** A soak: agents that live for long under churn, load and attack, and a judgement of what they use. */
@NullMarked
package dev.grapevine.bench.soak;

import org.jspecify.annotations.NullMarked;
