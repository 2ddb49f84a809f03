package dev.codeagent.fakemodel.wire.cohere;

import dev.codeagent.fakemodel.wire.Dialect;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.WireError;
import jakarta.json.JsonObject;

/** Cohere's errors: an id and a message. */
public class CohereDialect implements Dialect {
    @Override
    public String name() {
        return "cohere";
    }

    @Override
    public JsonObject error(WireError error) {
        return JsonValues.object("id", "err-scripted", "message", error.message(), "error_type", error.type());
    }
}
