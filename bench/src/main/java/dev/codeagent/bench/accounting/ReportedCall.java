package dev.codeagent.bench.accounting;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.bench.harness.FakeModelProcess;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;

/**
 * A call as the fake model server knows it, which is the truth about it.
 *
 * @param turn the turn of the script that answered it
 * @param usage the tokens that the wire reports
 * @param unreported why the wire leaves out a part of the usage, by the name of the part
 * @param complete whether the whole answer was sent
 */
record ReportedCall(String turn, boolean stream, Usage usage, JsonObject unreported, boolean complete) {

    /** The calls of a key that a model answered, in the order of their arrival. */
    static List<ReportedCall> list(FakeModelProcess model, String key) throws IOException, InterruptedException {
        return model.control("GET", "log?key=" + key, "").getJsonArray("calls").getValuesAs(JsonObject.class).stream()
                .filter(call -> call.containsKey("usage"))
                .map(call -> new ReportedCall(
                        call.getString("turn"),
                        call.getBoolean("stream"),
                        readUsage(call.getJsonObject("usage")),
                        call.getJsonObject("unreported"),
                        call.getBoolean("complete")))
                .toList();
    }

    /** The sum of the answers that were sent completely. */
    static Usage sum(FakeModelProcess model, String key) throws IOException, InterruptedException {
        return readUsage(model.control("GET", "usage?key=" + key, "").getJsonObject("usage"));
    }

    private static Usage readUsage(JsonObject json) {
        return new Usage(
                json.getJsonNumber("input").longValue(),
                json.getJsonNumber("output").longValue(),
                json.getJsonNumber("cached").longValue(),
                json.getJsonNumber("cacheWrite").longValue(),
                json.getJsonNumber("reasoning").longValue());
    }
}
