package dev.grapevine.core.wire;

import dev.grapevine.core.view.OffenderInView;

/** The other half of a cycle. */
public interface OffenderInWire {
    OffenderInView view();
}
