package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.control.LoggedCall;
import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.http.HttpResponse;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.RequestException;
import jakarta.json.JsonObject;
import java.io.IOException;

/** A request with its key, its response and its place in the log. */
record Call(HttpRequest request, HttpResponse response, String key, LoggedCall log) {

    JsonObject body() {
        return JsonValues.parse(request.body())
                .orElseThrow(() -> RequestException.badRequest("the body is not a JSON object"));
    }

    void send(JsonObject json) throws IOException {
        response.send(200, "application/json", json.toString());
    }
}
