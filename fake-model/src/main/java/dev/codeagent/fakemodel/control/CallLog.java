package dev.codeagent.fakemodel.control;

import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.JsonValues;
import jakarta.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last requests, in the order of their arrival. */
public final class CallLog {
    private static final int MAX_CALLS = 50_000;

    private final Deque<LoggedCall> calls = new ArrayDeque<>();

    public synchronized LoggedCall open(String key, String endpoint) {
        if (calls.size() == MAX_CALLS) {
            calls.removeFirst();
        }
        var call = new LoggedCall(key, endpoint);
        calls.addLast(call);
        return call;
    }

    /** Removes the calls of a key; with an empty key, all. */
    synchronized void clear(String key) {
        calls.removeIf(c -> key.isEmpty() || c.key().equals(key));
    }

    /** Returns the calls of a key; with an empty key, all. */
    private synchronized List<LoggedCall> find(String key) {
        var found = new ArrayList<>(calls);
        found.removeIf(c -> !key.isEmpty() && !c.key().equals(key));
        return found;
    }

    JsonObject toJson(String key) {
        return JsonValues.object(
                "calls", find(key).stream().map(LoggedCall::toJson).toList());
    }

    /** Returns the sum over the answers that were sent completely. */
    JsonObject usage(String key) {
        List<Usage> delivered =
                find(key).stream().flatMap(c -> c.deliveredUsage().stream()).toList();
        Usage total = delivered.stream()
                .reduce(
                        new Usage(0, 0, 0, 0, 0),
                        (a, b) -> new Usage(
                                a.input() + b.input(),
                                a.output() + b.output(),
                                a.cached() + b.cached(),
                                a.cacheWrite() + b.cacheWrite(),
                                a.reasoning() + b.reasoning()));
        return JsonValues.object("calls", delivered.size(), "usage", LoggedCall.toJson(total));
    }
}
