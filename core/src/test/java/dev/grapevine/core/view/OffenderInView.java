package dev.grapevine.core.view;

import dev.grapevine.core.wire.OffenderInWire;

/** A lower floor that knows a higher one. */
public interface OffenderInView {
    OffenderInWire wire();
}
