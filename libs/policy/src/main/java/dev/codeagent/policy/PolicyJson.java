package dev.codeagent.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.ToolCallText;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads and writes policy files as JSON. Unknown fields are errors, because a misunderstood rule would protect nothing.
 */
public final class PolicyJson {
    /** {@code cases} is used only by {@code codeagent policy test}. */
    private static final Set<String> FILE_FIELDS = Set.of("default", "rules", "cases");

    private static final Set<String> RULE_FIELDS = Set.of(
            "id", "outcome", "tool", "command", "path", "access", "network", "env", "secret", "costAbove", "reason");

    private static final int MAX_CHARS = 1 << 18;
    private static final int MAX_RULES = 1_000;
    private static final int MAX_PATTERNS = 200;
    private static final int MAX_PATTERN_CHARS = 500;
    private static final int MAX_TEXT_CHARS = 2_000;
    private static final BigDecimal MAX_COST = new BigDecimal("1000000000");
    private static final int MAX_COST_DIGITS = 20;

    private PolicyJson() {}

    /** Reads a file; returns one that denies everything if it can't be read. */
    public static PolicyFile readOrDenyAll(String source, String text) {
        if (text.length() > MAX_CHARS) {
            return PolicyFile.denyAll(source, "it has " + text.length() + " characters; use at most " + MAX_CHARS);
        }
        try {
            return read(source, EnvelopeCodec.parse(text));
        } catch (AgentException e) {
            return PolicyFile.denyAll(source, e.getMessage());
        }
    }

    /**
     * Reads a file.
     *
     * @throws AgentException INVALID_VALUE if the file is invalid; the message names the rule and the field
     */
    public static PolicyFile read(String source, JsonObject file) {
        requireKnown("the file", file, FILE_FIELDS);
        var rules = new ArrayList<PolicyRule>();
        var ids = new HashSet<String>();
        JsonArray array = array(file, "rules");
        if (array.size() > MAX_RULES) {
            throw invalid("the file has " + array.size() + " rules; use at most " + MAX_RULES);
        }
        for (JsonValue value : array) {
            PolicyRule rule = readRule(value, rules.size() + 1);
            if (!ids.add(rule.id())) {
                throw invalid("two rules have the id '" + rule.id() + "'; use unique ids");
            }
            rules.add(rule);
        }
        return new PolicyFile(
                source,
                rules,
                file.containsKey("default") ? Optional.of(readAction("the file", file, "default")) : Optional.empty(),
                "");
    }

    private static PolicyRule readRule(JsonValue value, int number) {
        if (!(value instanceof JsonObject json)) {
            throw invalid("rule " + number + " is not a JSON object");
        }
        String id = json.containsKey("id") ? text("rule " + number, json, "id") : "rule-" + number;
        if (!ToolCallText.isPlain(id)) {
            throw invalid("rule " + number + ": 'id' has a character that is not visible; use letters, digits and -");
        }
        String name = "rule '" + id + "'";
        requireKnown(name, json, RULE_FIELDS);
        return new PolicyRule(
                id,
                readAction(name, json, "outcome"),
                texts(name, json, "tool"),
                texts(name, json, "command"),
                texts(name, json, "path"),
                readAccess(name, json),
                texts(name, json, "network"),
                texts(name, json, "env"),
                texts(name, json, "secret"),
                readCost(name, json),
                json.containsKey("reason") ? text(name, json, "reason") : "");
    }

    /** Writes a file in the format that {@link #read} reads. */
    public static JsonObject write(PolicyFile file) {
        JsonArrayBuilder rules = Json.createArrayBuilder();
        file.rules().forEach(rule -> rules.add(write(rule)));
        JsonObjectBuilder json = Json.createObjectBuilder();
        file.defaultAction().ifPresent(o -> json.add("default", o.name().toLowerCase(Locale.ROOT)));
        return json.add("rules", rules).build();
    }

    private static JsonObjectBuilder write(PolicyRule rule) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", rule.id())
                .add("outcome", rule.action().name().toLowerCase(Locale.ROOT));
        list(json, "tool", rule.tools());
        list(json, "command", rule.commands());
        list(json, "path", rule.paths());
        if (rule.access() != Access.ANY) {
            json.add("access", rule.access().name().toLowerCase(Locale.ROOT));
        }
        list(json, "network", rule.networks());
        list(json, "env", rule.variables());
        list(json, "secret", rule.secrets());
        rule.costAbove().ifPresent(c -> json.add("costAbove", c.toPlainString()));
        return rule.reason().isEmpty() ? json : json.add("reason", rule.reason());
    }

    private static void list(JsonObjectBuilder json, String field, List<String> values) {
        if (!values.isEmpty()) {
            json.add(field, Json.createArrayBuilder(values));
        }
    }

    private static void requireKnown(String where, JsonObject json, Set<String> fields) {
        json.keySet().stream().filter(k -> !fields.contains(k)).findFirst().ifPresent(k -> {
            throw invalid(where + " has an unknown field '" + k + "'; use "
                    + String.join(", ", fields.stream().sorted().toList()));
        });
    }

    private static PolicyAction readAction(String where, JsonObject json, String field) {
        String text = text(where, json, field);
        return switch (text) {
            case "allow" -> PolicyAction.ALLOW;
            case "ask" -> PolicyAction.ASK;
            case "deny" -> PolicyAction.DENY;
            default -> throw invalid(where + ": '" + field + "' is '" + text + "'; use allow, ask or deny");
        };
    }

    private static Access readAccess(String where, JsonObject json) {
        String text = json.containsKey("access") ? text(where, json, "access") : "any";
        return switch (text) {
            case "any" -> Access.ANY;
            case "read" -> Access.READ;
            case "write" -> Access.WRITE;
            default -> throw invalid(where + ": 'access' is '" + text + "'; use read, write or any");
        };
    }

    private static Optional<BigDecimal> readCost(String where, JsonObject json) {
        JsonValue value = json.get("costAbove");
        if (value == null) {
            return Optional.empty();
        }
        try {
            BigDecimal cost = value instanceof JsonNumber n
                    ? n.bigDecimalValue()
                    : new BigDecimal(text(where, json, "costAbove"));
            boolean isShort = cost.precision() <= MAX_COST_DIGITS && Math.abs((long) cost.scale()) <= MAX_COST_DIGITS;
            if (cost.signum() > 0 && isShort && cost.compareTo(MAX_COST) <= 0) {
                return Optional.of(cost);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // The exception below reports the field.
        }
        throw invalid(where + ": 'costAbove' must be a number of US dollars above 0, up to " + MAX_COST
                + " and with at most " + MAX_COST_DIGITS + " digits");
    }

    private static List<String> texts(String where, JsonObject json, String field) {
        if (!json.containsKey(field)) {
            return List.of();
        }
        if (json.get(field) instanceof JsonArray array
                && !array.isEmpty()
                && array.stream()
                        .allMatch(
                                v -> v instanceof JsonString s && !s.getString().isBlank())) {
            if (array.size() > MAX_PATTERNS) {
                throw invalid(where + ": '" + field + "' has " + array.size() + " values; use at most " + MAX_PATTERNS);
            }
            return array.getValuesAs(JsonString.class).stream()
                    .map(s -> requireLength(where, field, s.getString(), MAX_PATTERN_CHARS))
                    .toList();
        }
        return List.of(requireLength(where, field, text(where, json, field), MAX_PATTERN_CHARS));
    }

    private static String text(String where, JsonObject json, String field) {
        if (json.get(field) instanceof JsonString s && !s.getString().isBlank()) {
            return requireLength(where, field, s.getString(), MAX_TEXT_CHARS);
        }
        throw invalid(where + ": '" + field + "' "
                + (json.containsKey(field)
                        ? "must be a non-empty string or a list of non-empty strings"
                        : "is missing"));
    }

    private static String requireLength(String where, String field, String text, int max) {
        if (text.length() > max) {
            throw invalid(
                    where + ": '" + field + "' has a text of " + text.length() + " characters; use at most " + max);
        }
        return text;
    }

    private static JsonArray array(JsonObject file, String field) {
        if (file.get(field) instanceof JsonArray array) {
            return array;
        }
        throw invalid("the file: '" + field + "' must be a list");
    }

    private static AgentException invalid(String message) {
        return new AgentException(ErrorCode.INVALID_VALUE, message);
    }
}
