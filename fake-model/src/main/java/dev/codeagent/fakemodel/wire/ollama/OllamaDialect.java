package dev.codeagent.fakemodel.wire.ollama;

import dev.codeagent.fakemodel.wire.Dialect;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.WireError;
import jakarta.json.JsonObject;

/** Ollama's errors: one text. */
public class OllamaDialect implements Dialect {
    @Override
    public String name() {
        return "ollama";
    }

    @Override
    public JsonObject error(WireError error) {
        return JsonValues.object("error", error.message());
    }
}
