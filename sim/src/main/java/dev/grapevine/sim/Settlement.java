package dev.grapevine.sim;

import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Roster;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members that begin in the midst of each other, as if they had been there for long: who each is, and what all know. */
final class Settlement {

    private final Map<String, PeerConfig> configs = new HashMap<>();
    private final Roster roster;

    /** @param configs of its members; not empty */
    Settlement(Collection<PeerConfig> configs) {
        configs.forEach(config -> this.configs.put(config.name(), config));
        List<MemberRecord> records =
                configs.stream().map(PeerConfig::firstRecord).toList();
        PeerConfig any = configs.iterator().next();
        this.roster = Roster.of(records, any.settings().count(ProtocolSetting.RINGS));
    }

    /** How that member begins; null if it is not of the settlement, or has begun. */
    @Nullable PeerConfig begin(String member) {
        return configs.remove(member);
    }

    Roster roster() {
        return roster;
    }
}
