package dev.codeagent.fakemodel.control;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.http.HttpResponse;
import dev.codeagent.fakemodel.script.FaultParser;
import dev.codeagent.fakemodel.script.ScriptException;
import dev.codeagent.fakemodel.script.ScriptNode;
import dev.codeagent.fakemodel.script.ScriptReader;
import dev.codeagent.fakemodel.wire.JsonValues;
import jakarta.json.JsonObject;
import java.io.IOException;

/**
 * Serves {@code /_control/faults}, {@code /_control/scenarios/KEY}, {@code /_control/log} and {@code /_control/usage}.
 */
public record ControlApi(Scenarios scenarios, FaultPlan faults, CallLog log) {
    public static final String PREFIX = "/_control/";
    private static final String SCENARIOS = "scenarios/";

    public void handle(HttpRequest request, HttpResponse response) throws IOException {
        try {
            send(response, 200, answer(request));
        } catch (ScriptException e) {
            send(response, 400, JsonValues.object("error", e.getMessage()));
        }
    }

    private static void send(HttpResponse response, int status, JsonObject body) throws IOException {
        response.send(status, "application/json", body.toString());
    }

    private JsonObject answer(HttpRequest request) {
        String resource = request.path().substring(PREFIX.length());
        if (resource.startsWith(SCENARIOS)) {
            return changeScenario(request, resource.substring(SCENARIOS.length()));
        }
        return switch (request.method() + " " + resource) {
            case "PUT faults" -> planFaults(ScriptReader.parseObject(request.body()));
            case "DELETE faults" -> {
                faults.clear(request.query("key"));
                yield JsonValues.object();
            }
            case "GET log" -> log.toJson(request.query("key"));
            case "DELETE log" -> {
                log.clear(request.query("key"));
                yield JsonValues.object();
            }
            case "GET usage" -> log.usage(request.query("key"));
            default -> throw unknown(request);
        };
    }

    private static ScriptException unknown(HttpRequest request) {
        return new ScriptException("unknown control endpoint " + request.method() + " " + request.path()
                + "; use PUT or DELETE /_control/faults, PUT or DELETE /_control/scenarios/KEY,"
                + " GET or DELETE /_control/log, GET /_control/usage");
    }

    private JsonObject changeScenario(HttpRequest request, String key) {
        switch (request.method()) {
            case "PUT" -> scenarios.set(key, ScriptReader.parseScenario(request.body()));
            case "DELETE" -> scenarios.clear(key);
            default -> throw unknown(request);
        }
        return JsonValues.object();
    }

    private JsonObject planFaults(ScriptNode node) {
        node.requireOnlyFields("key", "faults", "times");
        faults.set(
                node.require("key").asString(),
                FaultParser.parseAll(node.require("faults")),
                node.get("times").map(n -> (int) n.asLong(1, Integer.MAX_VALUE)).orElse(1));
        return JsonValues.object();
    }
}
