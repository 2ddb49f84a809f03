package dev.codeagent.fakemodel;

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

/** A value in a script and its place, as a JSON pointer, for errors that can be found. */
record ScriptNode(String pointer, JsonValue value) {

    ScriptError error(String what) {
        return new ScriptError((pointer.isEmpty() ? "/" : pointer) + ": " + what);
    }

    /** The node, which must be an object with no other fields than these. */
    ScriptNode withFields(String... known) {
        var fields = List.of(known);
        for (String name : object().keySet()) {
            if (!fields.contains(name)) {
                throw child(name).error("unknown field; remove it, or use one of " + String.join(", ", fields));
            }
        }
        return this;
    }

    private JsonObject object() {
        if (value instanceof JsonObject o) {
            return o;
        }
        throw mustBe("an object");
    }

    private ScriptError mustBe(String what) {
        return error("must be " + what + ", is " + value.getValueType().name().toLowerCase(java.util.Locale.ROOT));
    }

    private ScriptNode child(String name) {
        JsonValue at = object().getOrDefault(name, JsonValue.NULL);
        return new ScriptNode(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), at);
    }

    boolean has(String name) {
        return object().containsKey(name);
    }

    Optional<ScriptNode> get(String name) {
        return has(name) ? Optional.of(child(name)) : Optional.empty();
    }

    ScriptNode require(String name) {
        return get(name).orElseThrow(() -> error("field '" + name + "' is missing; add it"));
    }

    Map<String, ScriptNode> entries() {
        var entries = new TreeMap<String, ScriptNode>();
        new TreeSet<>(object().keySet()).forEach(name -> entries.put(name, child(name)));
        return entries;
    }

    List<ScriptNode> items() {
        if (!(value instanceof JsonArray array)) {
            throw mustBe("an array");
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

    String text() {
        if (value instanceof JsonString s) {
            return s.getString();
        }
        throw mustBe("a string");
    }

    boolean flag() {
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw mustBe("true or false");
    }

    long number(long least, long most) {
        if (!(value instanceof JsonNumber n)) {
            throw mustBe("a whole number");
        }
        boolean fits = n.isIntegral()
                && n.bigDecimalValue().compareTo(java.math.BigDecimal.valueOf(least)) >= 0
                && n.bigDecimalValue().compareTo(java.math.BigDecimal.valueOf(most)) <= 0;
        if (!fits) {
            throw error("must be a whole number from " + least + " to " + most + ", is " + n);
        }
        return n.longValue();
    }
}
