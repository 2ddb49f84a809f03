package dev.codeagent.fakemodel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Selects the turn for a request. The selection depends only on the request; only scripted failures are counted. */
final class TurnSelector {
    private final Script script;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    TurnSelector(Script script) {
        this.script = script;
    }

    /** The selected turn and when to close the connection; {@code callPrefix} is the prefix of its tool call ids. */
    record SelectedTurn(Turn turn, String callPrefix, Optional<Integer> disconnectAfter, String digest) {}

    void checkKey(String key) {
        script.requireKey().filter(required -> !required.equals(key)).ifPresent(required -> {
            throw HttpErrorException.unauthorized(
                    key.isEmpty() ? "the request has no API key" : "the API key differs from the script's requireKey");
        });
    }

    List<String> models() {
        return script.models().isEmpty() ? List.of("scripted-1") : script.models();
    }

    SelectedTurn select(String key, ModelRequest request, String body) {
        if (!script.models().isEmpty() && !script.models().contains(request.model())) {
            throw HttpErrorException.notFound(
                    "unknown model '" + request.model() + "'; use one of " + String.join(", ", script.models()));
        }
        String agent = request.agent();
        int index = request.turnCount();
        String agentRound = request.round() > 1 ? agent + "#" + request.round() : agent;
        String location =
                "turn " + (index + 1) + " of " + (agentRound.isEmpty() ? "a request without agent" : agentRound);
        Turn turn = findTurn(key, agentRound, index, location);
        turn.expectation().findMismatch(request).ifPresent(problem -> {
            throw HttpErrorException.unexpectedRequest(location + ": " + problem);
        });
        String digest = digest(body);
        turn.faults()
                .failure()
                .ifPresent(failure -> failIfScripted(failure, count("error", key, digest, failure.times())));
        Optional<Integer> disconnectAfter = turn.faults()
                .disconnect()
                .filter(c -> count("cut", key, digest, c.times()) <= c.times())
                .map(Turn.Disconnect::afterChunks);
        String prefix = "call_" + (agent.isEmpty() ? "any" : agent) + "_" + request.round() + "_" + (index + 1) + "_";
        return new SelectedTurn(turn, prefix, disconnectAfter, digest);
    }

    private Turn findTurn(String key, String agentRound, int index, String location) {
        Script.Scenario scenario = script.scenario(key)
                .orElseThrow(() -> HttpErrorException.unexpectedRequest(
                        location + ": the script has no scenario for this key, and none for \"*\""));
        List<Turn> turns = scenario.turns(agentRound)
                .orElseThrow(() -> HttpErrorException.unexpectedRequest(location
                        + ": the scenario has no turns for it; it has "
                        + String.join(
                                ", ", new java.util.TreeSet<>(scenario.agents().keySet()))));
        if (index >= turns.size()) {
            throw HttpErrorException.unexpectedRequest(location + ": the scenario has only " + turns.size()
                    + " turns; add a turn if the last one calls a tool,"
                    + " or check that the request belongs to this script");
        }
        return turns.get(index);
    }

    private static void failIfScripted(Turn.HttpFailure failure, int count) {
        if (count <= failure.times()) {
            throw HttpErrorException.scriptedError(failure, count);
        }
    }

    /** Counts identical requests, up to one more than {@code max}. */
    private int count(String kind, String key, String digest, int max) {
        return failures.merge(kind + " " + digest + " " + key, 1, (a, b) -> a > max ? a : a + b);
    }

    private static String digest(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
