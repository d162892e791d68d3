package dev.grapevine.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Refuses texts that are YAML, but that nobody writes by hand: nested too deeply, or holding themselves. It looks at them as a
 * flat row of events, since building the nodes of such a text needs a stack as deep.
 */
final class YamlStructure {

    /** Lists and mappings within each other. The files of this program need six. */
    static final int MAX_DEPTH = 50;

    private YamlStructure() {}

    /** @throws MarkedYamlEngineException with the place, if the text is not to be read */
    static void check(LoadSettings settings, String yaml) {
        Deque<Optional<Anchor>> open = new ArrayDeque<>();
        for (Event event : new Parse(settings).parseString(yaml)) {
            if (event instanceof CollectionStartEvent start) {
                open.push(start.getAnchor());
                if (open.size() > MAX_DEPTH) {
                    throw new RefusedException(
                            "more than " + MAX_DEPTH + " lists or mappings within each other", event);
                }
            } else if (event instanceof CollectionEndEvent) {
                open.pop();
            } else if (event instanceof AliasEvent alias && open.contains(Optional.of(alias.getAlias()))) {
                throw new RefusedException("*" + alias.getAlias() + " stands within what it refers to", event);
            }
        }
    }

    private static final class RefusedException extends MarkedYamlEngineException {
        private static final long serialVersionUID = 1L;

        RefusedException(String problem, Event event) {
            super(null, Optional.empty(), problem, event.getStartMark());
        }
    }
}
