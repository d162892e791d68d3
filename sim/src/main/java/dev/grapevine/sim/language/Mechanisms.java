package dev.grapevine.sim.language;

import dev.grapevine.core.config.Knob;
import dev.grapevine.core.config.Settings;
import java.util.Locale;

/**
 * How much of what Grapevine adds to SWIM is switched on, so that each part can show what it is worth. Each is a set of
 * values of {@link Knob}, nothing else.
 */
public enum Mechanisms {
    /** SWIM: probes, helpers, suspicion, and silence as the only evidence. */
    PLAIN_SWIM,
    /** SWIM with Lifeguard: local health, the window that confirmations shorten, the suspect that is told. */
    LIFEGUARD,
    /** As it is. */
    ALL;

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The settings with what does not belong to these mechanisms switched off. */
    Settings apply(Settings settings) {
        if (this == ALL) {
            return settings;
        }
        Settings plain = settings.with(Knob.WITNESSES, 0);
        return this == LIFEGUARD
                ? plain
                : plain.with(Knob.HEALTH_LIMIT, 0)
                        .with(Knob.WINDOW_MIN, settings.get(Knob.WINDOW_MAX))
                        .with(Knob.CONFIRMATIONS, 0);
    }
}
