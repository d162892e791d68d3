package dev.grapevine.sim.mechanism;

import dev.grapevine.core.PeerStrategies;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.Locale;

/**
 * Which mechanisms of the failure detector are on, so that runs show what each is worth. A preset changes settings of the
 * protocol, and how news is spread, and nothing else. The probe period and the shortest window stay as they are, so that a suspicion takes equally long
 * with all presets at first.
 */
public enum Mechanisms {
    /** SWIM with suspicion: probes in random order, helpers, one fixed window, gossip that ticks and rides on probes. */
    PLAIN_SWIM,
    /**
     * SWIM and Lifeguard: local health, a suspect that is told by probes (buddy), a window that shrinks with confirmations from six
     * times the shortest.
     *
     * <p>A. Dadgar, J. Phillips, J. Currey: "Lifeguard: Local Health Awareness for More Accurate Failure Detection", 2018.
     */
    LIFEGUARD,
    /** All mechanisms, as the settings say. */
    ALL;

    private static final int LIFEGUARD_WINDOW = 6;

    /** The word that people write: {@code plain-swim}, {@code lifeguard} or {@code all}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The strategies of its peers: without Grapevine's own mechanisms, news is spread by ticks. */
    public PeerStrategies strategies() {
        return this == ALL ? PeerStrategies.STANDARD : PeerStrategies.STANDARD.withRumors(GossipTicks::new);
    }

    /** The settings with the mechanisms beyond this preset switched off. */
    public Settings applyTo(Settings settings) {
        return switch (this) {
            case ALL -> settings;
            case LIFEGUARD ->
                swim(settings)
                        .with(ProtocolSetting.BUDDY, 1)
                        .with(ProtocolSetting.CONFIRMATIONS, 3)
                        .with(
                                ProtocolSetting.WINDOW_MAX,
                                Math.min(
                                        LIFEGUARD_WINDOW * settings.get(ProtocolSetting.WINDOW_MIN),
                                        ProtocolSetting.WINDOW_MAX.max()));
            case PLAIN_SWIM ->
                swim(settings).with(ProtocolSetting.HEALTH_LIMIT, 0).with(ProtocolSetting.BUDDY, 0);
        };
    }

    private static Settings swim(Settings settings) {
        return settings.with(ProtocolSetting.WITNESSES, 0)
                .with(ProtocolSetting.SUCCESSOR_EVERY, 0)
                .with(ProtocolSetting.PROOF, 0)
                .with(ProtocolSetting.CONFIRMERS, 0)
                .with(ProtocolSetting.TELLINGS, 0)
                .with(ProtocolSetting.BYSTANDER_DELAY, 0)
                .with(ProtocolSetting.WINDOW_MAX, settings.get(ProtocolSetting.WINDOW_MIN))
                .with(ProtocolSetting.BRAKE_SHARE, 100)
                .with(ProtocolSetting.STALL, 0)
                .with(ProtocolSetting.FLAP_LIMIT, 0)
                .with(ProtocolSetting.RINGS, 0)
                .with(ProtocolSetting.RANDOM_TARGETS, 3);
    }
}
