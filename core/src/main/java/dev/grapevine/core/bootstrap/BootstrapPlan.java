package dev.grapevine.core.bootstrap;

import dev.grapevine.model.Address;
import java.util.List;

/**
 * Where a peer looks for others.
 *
 * @param seeds as configured
 * @param remembered addresses of the last run
 * @param discover whether to broadcast
 * @param expect members that make it ready; 1 for no such wish
 */
public record BootstrapPlan(List<String> seeds, List<Address> remembered, boolean discover, int expect) {}
