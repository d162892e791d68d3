package dev.grapevine.sim;

import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.view.InitialView;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.ProtocolSetting;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members that start settled, each with all the others in its view, as if they had been running for a long time. */
final class SettledMembers implements InitialView {

    private final Map<String, PeerConfig> configs = new HashMap<>();
    private final List<MemberRecord> records;

    /** What each of them knows; copies of it share its records and order. */
    private final View template;

    /** @param configs one for each of them; not empty */
    SettledMembers(Collection<PeerConfig> configs) {
        configs.forEach(config -> this.configs.put(config.name(), config));
        records = configs.stream().map(PeerConfig::firstRecord).toList();
        PeerConfig any = configs.iterator().next();
        template = new View(any.settings().count(ProtocolSetting.RINGS));
        records.forEach(record -> template.merge(record, 0));
    }

    /** The configuration that a member starts with; null if it is not one of them, or was started before. */
    @Nullable PeerConfig take(String member) {
        return configs.remove(member);
    }

    /** Their records, in the order in which they start; always the same list. */
    List<MemberRecord> records() {
        return records;
    }

    @Override
    public boolean fill(View view, long now) {
        view.addAll(template, now);
        return true;
    }
}
