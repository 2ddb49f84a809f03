package dev.codeagent.fakemodel.script;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A value in a script and its location as a JSON pointer, for error messages. */
public record ScriptNode(String pointer, JsonValue value) {

    public ScriptException error(String description) {
        return new ScriptException((pointer.isEmpty() ? "/" : pointer) + ": " + description);
    }

    /** Returns this node after checking that it is an object with no other fields than these. */
    public ScriptNode requireOnlyFields(String... known) {
        var fields = List.of(known);
        for (String name : asObject().keySet()) {
            if (!fields.contains(name)) {
                throw child(name).error("unknown field; remove it, or use one of " + String.join(", ", fields));
            }
        }
        return this;
    }

    ScriptNode requireObject() {
        asObject();
        return this;
    }

    private JsonObject asObject() {
        if (value instanceof JsonObject o) {
            return o;
        }
        throw typeError("an object");
    }

    private ScriptException typeError(String description) {
        return error(
                "must be " + description + ", is " + value.getValueType().name().toLowerCase(java.util.Locale.ROOT));
    }

    private ScriptNode child(String name) {
        JsonValue member = asObject().getOrDefault(name, JsonValue.NULL);
        return new ScriptNode(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), member);
    }

    public boolean has(String name) {
        return asObject().containsKey(name);
    }

    public Optional<ScriptNode> get(String name) {
        return has(name) ? Optional.of(child(name)) : Optional.empty();
    }

    public ScriptNode require(String name) {
        return get(name).orElseThrow(() -> error("field '" + name + "' is missing; add it"));
    }

    public Map<String, ScriptNode> asMap() {
        var entries = new TreeMap<String, ScriptNode>();
        new TreeSet<>(asObject().keySet()).forEach(name -> entries.put(name, child(name)));
        return entries;
    }

    public List<ScriptNode> asArray() {
        if (!(value instanceof JsonArray array)) {
            throw typeError("an array");
        }
        var items = new ArrayList<ScriptNode>();
        for (JsonValue item : array) {
            items.add(new ScriptNode(pointer + "/" + items.size(), item));
        }
        return items;
    }

    boolean isNumber() {
        return value instanceof JsonNumber;
    }

    public String asString() {
        if (value instanceof JsonString s) {
            return s.getString();
        }
        throw typeError("a string");
    }

    public boolean asBoolean() {
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw typeError("true or false");
    }

    public long asLong(long min, long max) {
        if (!(value instanceof JsonNumber n)) {
            throw typeError("a whole number");
        }
        boolean inRange = n.isIntegral()
                && n.bigDecimalValue().compareTo(java.math.BigDecimal.valueOf(min)) >= 0
                && n.bigDecimalValue().compareTo(java.math.BigDecimal.valueOf(max)) <= 0;
        if (!inRange) {
            throw error("must be a whole number from " + min + " to " + max + ", is " + n);
        }
        return n.longValue();
    }
}
