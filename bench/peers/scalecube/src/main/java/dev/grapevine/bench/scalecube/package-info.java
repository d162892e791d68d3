/** scalecube-cluster, to be measured side by side with Grapevine. */
@org.jspecify.annotations.NullMarked
package dev.grapevine.bench.scalecube;
