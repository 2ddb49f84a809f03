package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.http.HttpResponse;
import dev.codeagent.fakemodel.script.Fault;
import dev.codeagent.fakemodel.script.Turn;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.WireError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts how often a fault was played for identical requests of a key; only faults are counted, never turns. */
final class FaultCounter {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** Throws the scripted error of a turn for the first requests. */
    void failIfScripted(Turn turn, String key, String digest, HttpResponse response) {
        turn.faults().failure().ifPresent(failure -> {
            int count = count("error", key, digest, failure.times());
            if (count <= failure.times()) {
                failure.retryAfter().ifPresent(s -> response.header("Retry-After", String.valueOf(s)));
                String message = failure.message() + " (" + count + " of " + failure.times() + ")";
                throw new RequestException(
                        WireError.of(failure.status(), "scripted_error", message), RequestException.Cause.SCRIPTED);
            }
        });
    }

    /** Returns after how many chunks the connection is closed. */
    Optional<Integer> disconnectAfter(Turn turn, String key, String digest) {
        return turn.faults()
                .disconnect()
                .filter(c -> count("cut", key, digest, c.times()) <= c.times())
                .map(Turn.Disconnect::afterChunks);
    }

    /** Returns the faults of the script that are still to be played. */
    List<Fault> remaining(List<Fault> faults, String key, String digest) {
        return faults.stream()
                .filter(f -> f.times() == 0 || count(f.kind().scriptName(), key, digest, f.times()) <= f.times())
                .toList();
    }

    /** Counts identical requests, up to one more than {@code max}. */
    private int count(String kind, String key, String digest, int max) {
        return counts.merge(kind + " " + digest + " " + key, 1, (a, b) -> a > max ? a : a + b);
    }
}
