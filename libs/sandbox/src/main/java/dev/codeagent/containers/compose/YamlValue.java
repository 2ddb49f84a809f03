package dev.codeagent.containers.compose;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A value of a YAML file, with its location for errors. */
final class YamlValue {
    private static final String MERGE_KEY = "<<";
    private static final int MAX_MERGE_DEPTH = 20;

    private final String file;
    private final String path;
    private final Node node;
    private final VariableInterpolator interpolator;

    private YamlValue(String file, String path, Node node, VariableInterpolator interpolator) {
        this.file = file;
        this.path = path;
        this.node = node;
        this.interpolator = interpolator;
    }

    /** Parses a file and returns its root. */
    static YamlValue read(String file, String text, VariableInterpolator interpolator) {
        try {
            Optional<Node> root =
                    new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text);
            return new YamlValue(
                    file,
                    "",
                    root.orElseThrow(() ->
                            new AgentException(ErrorCode.INVALID_VALUE, file + " is empty; it must contain services")),
                    interpolator);
        } catch (YamlEngineException e) {
            throw new AgentException(ErrorCode.INVALID_VALUE, file + " is not valid YAML: " + e.getMessage(), e);
        }
    }

    AgentException invalid(String message) {
        String line = node.getStartMark().map(m -> " line " + (m.getLine() + 1)).orElse("");
        return new AgentException(
                ErrorCode.INVALID_VALUE, file + line + (path.isEmpty() ? "" : ", " + path) + ": " + message);
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    boolean isNull() {
        return node.getTag().equals(Tag.NULL) && node instanceof ScalarNode;
    }

    /** A scalar with its variables replaced; empty if it is null. */
    String text() {
        if (!(node instanceof ScalarNode scalar)) {
            throw invalid("the value must be a scalar");
        }
        return isNull() ? "" : interpolator.interpolate(scalar.getValue(), this);
    }

    boolean booleanValue() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid("the value must be true or false");
        };
    }

    /** The fields in file order, including those of merge keys; empty if the value is null. */
    Map<String, YamlValue> fields() {
        var fields = new LinkedHashMap<String, YamlValue>();
        collect(node, fields, 0);
        return fields;
    }

    private void collect(Node from, Map<String, YamlValue> fields, int depth) {
        if (depth > MAX_MERGE_DEPTH) {
            throw invalid("merge keys form a cycle, or are nested too deeply");
        }
        if (from instanceof MappingNode mapping) {
            for (NodeTuple pair : mapping.getValue()) {
                if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                    throw invalid("keys must be scalars");
                }
                if (!key.getValue().equals(MERGE_KEY)) {
                    fields.putIfAbsent(key.getValue(), child(key.getValue(), pair.getValueNode()));
                }
            }
            for (NodeTuple pair : mapping.getValue()) {
                if (pair.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(MERGE_KEY)) {
                    collect(pair.getValueNode(), fields, depth + 1);
                }
            }
        } else if (from instanceof SequenceNode sequence && depth > 0) {
            sequence.getValue().forEach(element -> collect(element, fields, depth + 1));
        } else if (!isNull()) {
            throw invalid("the value must be a mapping of keys to values");
        }
    }

    private YamlValue child(String name, Node value) {
        return new YamlValue(file, path.isEmpty() ? name : path + "." + name, value, interpolator);
    }

    List<YamlValue> items() {
        if (!(node instanceof SequenceNode sequence)) {
            throw invalid("the value must be a list");
        }
        var items = new ArrayList<YamlValue>();
        for (Node item : sequence.getValue()) {
            items.add(new YamlValue(file, path + "[" + items.size() + "]", item, interpolator));
        }
        return items;
    }

    List<String> textList() {
        return items().stream().map(YamlValue::text).toList();
    }

    /** A mapping, or a list of {@code NAME=VALUE}; a name without a value gets the variable of that name. */
    Map<String, String> pairs() {
        var pairs = new LinkedHashMap<String, String>();
        if (isList()) {
            items().forEach(item -> {
                String[] parts = item.text().split("=", 2);
                pairs.put(
                        parts[0],
                        parts.length == 2
                                ? parts[1]
                                : interpolator.find(parts[0]).orElse(""));
            });
        } else {
            fields().forEach((name, value) ->
                    pairs.put(name, value.isNull() ? interpolator.find(name).orElse("") : value.text()));
        }
        return pairs;
    }
}
