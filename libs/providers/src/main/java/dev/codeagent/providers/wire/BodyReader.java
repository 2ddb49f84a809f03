package dev.codeagent.providers.wire;

import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.providers.http.ResponseReader;
import jakarta.json.JsonObject;

/** Reads a response that is one JSON object, in a request that can be cancelled and may take long. */
public final class BodyReader implements ResponseReader<JsonObject> {
    private final StringBuilder body = new StringBuilder();

    @Override
    public void acceptEvent(String name, String data) {
        body.append(data);
    }

    @Override
    public void acceptBody(String text) {
        body.append(text);
    }

    @Override
    public boolean isComplete() {
        return false;
    }

    @Override
    public JsonObject end() {
        return BoundedJson.readObject(body.toString(), BoundedJson.Limits.MESSAGE);
    }
}
