package dev.grapevine.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads a YAML 1.2 file into texts with their places. Values stay as written: {@code 0x10} is not a number, and
 * {@code off} not a boolean.
 */
public final class YamlReader {

    /** Characters of a file. */
    static final int MAX_LENGTH = 1 << 20;

    /** Values of a file, those counted again that an alias repeats. */
    static final int MAX_VALUES = 100_000;

    private final String file;
    private final String example;
    private final Problems problems;
    private int values;

    /**
     * Creates a reader of one file.
     *
     * @param file the name of the file, for places
     * @param example the name of a file to point to as an example
     */
    public YamlReader(String file, String example, Problems problems) {
        this.file = file;
        this.example = example;
        this.problems = problems;
    }

    /** The top mapping; an empty one, after adding a problem, if the text is not YAML. */
    public RawValue.Mapping read(String yaml) {
        RawValue.Mapping nothing = new RawValue.Mapping(Map.of(), file + ":1:1");
        if (yaml.length() > MAX_LENGTH) {
            problems.add(file, "YAML", "longer than " + MAX_LENGTH + " characters");
            return nothing;
        }
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setMaxAliasesForCollections(50)
                    .setCodePointLimit(MAX_LENGTH)
                    .build();
            YamlStructure.check(settings, yaml);
            Optional<Node> root = new Compose(settings).composeString(yaml);
            if (root.isEmpty() || root.get().getTag().equals(Tag.NULL)) {
                return nothing;
            }
            if (root.get() instanceof MappingNode mapping) {
                return mapping(mapping, "");
            }
            problems.add(place(root.get()), "file", "found no keys, expected a mapping, as in " + example);
        } catch (MarkedYamlEngineException broken) {
            String place = broken.getProblemMark().map(this::place).orElse(file);
            problems.add(place, "YAML", broken.getProblem().replaceAll("\\s+", " "));
        } catch (YamlEngineException broken) {
            problems.add(file, "YAML", String.valueOf(broken.getMessage()).replaceAll("\\s+", " "));
        }
        return nothing;
    }

    private RawValue raw(Node node, String key) {
        if (++values > MAX_VALUES) {
            throw new YamlEngineException("more than " + MAX_VALUES + " values, with those that aliases repeat");
        }
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, key);
        }
        if (node instanceof SequenceNode sequence) {
            List<RawValue> items = new ArrayList<>();
            sequence.getValue().forEach(item -> items.add(raw(item, key)));
            return new RawValue.Sequence(items, place(node));
        }
        boolean unset = node.getTag().equals(Tag.NULL);
        String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        return new RawValue.Text(unset ? "" : text.strip(), place(node));
    }

    private RawValue.Mapping mapping(MappingNode node, String path) {
        Map<String, RawValue.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(place(tuple.getKeyNode()), path.isEmpty() ? "file" : path, "a key must be one word");
                continue;
            }
            String name = keyNode.getValue();
            String full = path.isEmpty() ? name : path + "." + name;
            RawValue.Entry before =
                    entries.put(name, new RawValue.Entry(place(keyNode), raw(tuple.getValueNode(), full)));
            if (before != null) {
                problems.add(place(keyNode), full, "given twice, first at " + before.keyPlace());
            }
        }
        return new RawValue.Mapping(entries, place(node));
    }

    private String place(Node node) {
        return node.getStartMark().map(this::place).orElse(file);
    }

    private String place(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
