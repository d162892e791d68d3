/** scalecube-cluster as one of the systems that are measured side by side. */
@org.jspecify.annotations.NullMarked
package dev.grapevine.bench.scalecube;
