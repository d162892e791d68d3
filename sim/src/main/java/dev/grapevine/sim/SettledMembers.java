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

/** The members that start settled, each with all the others in its view, as if they had been running for a long time. */
final class SettledMembers {

    private final Map<String, PeerConfig> configs = new HashMap<>();
    private final Roster roster;

    /** @param configs one for each of them; not empty */
    SettledMembers(Collection<PeerConfig> configs) {
        configs.forEach(config -> this.configs.put(config.name(), config));
        List<MemberRecord> records =
                configs.stream().map(PeerConfig::firstRecord).toList();
        PeerConfig any = configs.iterator().next();
        this.roster = Roster.of(records, any.settings().count(ProtocolSetting.RINGS));
    }

    /** The configuration that a member starts with; null if it is not one of them, or was started before. */
    @Nullable PeerConfig take(String member) {
        return configs.remove(member);
    }

    Roster roster() {
        return roster;
    }
}
