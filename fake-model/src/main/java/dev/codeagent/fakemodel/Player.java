package dev.codeagent.fakemodel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the turn that a request asks for. Only scripted failures are counted; all else follows from the request. */
final class Player {
    private final Script script;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    Player(Script script) {
        this.script = script;
    }

    /** A turn to play, and where the connection breaks; {@code callPrefix} begins the ids of its tool calls. */
    record Play(Turn turn, String callPrefix, Optional<Integer> cutAfter, String digest) {}

    void checkKey(String key) {
        script.requireKey().filter(wanted -> !wanted.equals(key)).ifPresent(wanted -> {
            throw Refusal.badKey(key.isEmpty() ? "no API key was sent" : "the API key is not the one of the script");
        });
    }

    List<String> models() {
        return script.models().isEmpty() ? List.of("scripted-1") : script.models();
    }

    Play play(String key, ModelRequest request, String body) {
        if (!script.models().isEmpty() && !script.models().contains(request.model())) {
            throw Refusal.missing(
                    "no model '" + request.model() + "'; there are " + String.join(", ", script.models()));
        }
        String agent = request.agent();
        int index = request.turns();
        String part = request.round() > 1 ? agent + "#" + request.round() : agent;
        String place = "turn " + (index + 1) + " of " + (part.isEmpty() ? "a request without agent" : part);
        Turn turn = turn(key, part, index, place);
        turn.expect().problem(request).ifPresent(problem -> {
            throw Refusal.unexpected(place + ": " + problem);
        });
        String digest = digest(body);
        turn.trouble().failure().ifPresent(failure -> fail(failure, count("error", key, digest, failure.times())));
        Optional<Integer> cut = turn.trouble()
                .cut()
                .filter(c -> count("cut", key, digest, c.times()) <= c.times())
                .map(Turn.Cut::chunks);
        String prefix = "call_" + (agent.isEmpty() ? "any" : agent) + "_" + request.round() + "_" + (index + 1) + "_";
        return new Play(turn, prefix, cut, digest);
    }

    private Turn turn(String key, String part, int index, String place) {
        Script.Scenario scenario = script.scenario(key)
                .orElseThrow(() ->
                        Refusal.unexpected(place + ": the script has no scenario for this key, and none for \"*\""));
        List<Turn> turns = scenario.turns(part)
                .orElseThrow(() -> Refusal.unexpected(place + ": the scenario has no turns for it; it has "
                        + String.join(
                                ", ", new java.util.TreeSet<>(scenario.agents().keySet()))));
        if (index >= turns.size()) {
            throw Refusal.unexpected(place + ": the scenario has only " + turns.size()
                    + "; the last one calls a tool, or" + " the request is not of this script");
        }
        return turns.get(index);
    }

    private static void fail(Turn.Failure failure, int count) {
        if (count <= failure.times()) {
            throw Refusal.scripted(failure, count);
        }
    }

    /** How often this very request came, counted until it is past {@code most}. */
    private int count(String kind, String key, String digest, int most) {
        return failures.merge(kind + " " + digest + " " + key, 1, (a, b) -> a > most ? a : a + b);
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
