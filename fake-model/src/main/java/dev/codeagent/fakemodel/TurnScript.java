package dev.codeagent.fakemodel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads one turn of a script. */
final class TurnScript {
    private static final int CHUNK = 24;
    private static final int LONGEST_PAUSE = 3_600_000;
    private static final int MOST_CHARS = 50_000_000;

    private TurnScript() {}

    static Turn turn(ScriptNode node) {
        node.withFields(
                "thinking",
                "text",
                "generate",
                "stamp",
                "chunk",
                "delayMs",
                "firstDelayMs",
                "toolCalls",
                "usage",
                "expect",
                "error",
                "cut");
        Turn turn = new Turn(
                words(node),
                pace(node),
                node.get("toolCalls").map(ScriptNode::items).orElse(List.of()).stream()
                        .map(TurnScript::call)
                        .toList(),
                node.get("usage").map(TurnScript::usage),
                node.get("expect").map(TurnScript::expectation).orElse(new Expectation(Optional.empty(), List.of())),
                new Turn.Trouble(
                        node.get("error").map(TurnScript::failure),
                        node.get("cut").map(TurnScript::cut)));
        if (turn.words().text().isEmpty()
                && turn.calls().isEmpty()
                && turn.trouble().failure().isEmpty()) {
            throw node.error("says nothing; add text, generate, toolCalls or error");
        }
        return turn;
    }

    private static Turn.Words words(ScriptNode node) {
        if (node.has("text") && node.has("generate")) {
            throw node.require("generate").error("stands beside 'text'; keep one of them");
        }
        String text = node.get("generate")
                .map(TurnScript::generated)
                .or(() -> node.get("text").map(ScriptNode::text))
                .orElse("");
        return new Turn.Words(
                node.get("thinking").map(ScriptNode::text).orElse(""),
                text,
                node.get("stamp").map(ScriptNode::flag).orElse(false));
    }

    private static String generated(ScriptNode node) {
        node.withFields("chars", "seed");
        return GeneratedText.of(
                (int) node.require("chars").number(1, MOST_CHARS),
                node.get("seed")
                        .map(s -> s.number(Long.MIN_VALUE, Long.MAX_VALUE))
                        .orElse(0L));
    }

    private static Turn.Pace pace(ScriptNode node) {
        return new Turn.Pace(
                (int) number(node, "chunk", 1, MOST_CHARS, CHUNK),
                number(node, "delayMs", 0, LONGEST_PAUSE, 0),
                number(node, "firstDelayMs", 0, LONGEST_PAUSE, 0));
    }

    private static Turn.Call call(ScriptNode node) {
        node.withFields("name", "arguments");
        return new Turn.Call(
                node.require("name").text(),
                node.get("arguments").map(ScriptReader::compact).orElse("{}"));
    }

    private static Turn.Usage usage(ScriptNode node) {
        node.withFields("input", "output", "cached");
        return new Turn.Usage(
                node.require("input").number(0, Integer.MAX_VALUE),
                node.require("output").number(0, Integer.MAX_VALUE),
                number(node, "cached", 0, Integer.MAX_VALUE, 0));
    }

    private static Expectation expectation(ScriptNode node) {
        node.withFields("toolResults", "contains");
        return new Expectation(
                node.get("toolResults")
                        .map(n -> n.items().stream().map(TurnScript::result).toList()),
                node.get("contains")
                        .map(n -> n.items().stream().map(ScriptNode::text).toList())
                        .orElse(List.of()));
    }

    private static Expectation.Result result(ScriptNode node) {
        node.withFields("contains", "matches");
        if (node.has("contains") == node.has("matches")) {
            throw node.error(
                    "needs one of 'contains' and 'matches'; write {\"contains\": \"\"} where any result will do");
        }
        return node.get("contains")
                .<Expectation.Result>map(n -> new Expectation.Contains(n.text()))
                .orElseGet(() -> new Expectation.Matches(pattern(node.require("matches"))));
    }

    private static Pattern pattern(ScriptNode node) {
        try {
            return Pattern.compile(node.text());
        } catch (PatternSyntaxException e) {
            throw node.error("is no regular expression (" + e.getDescription() + "); correct it");
        }
    }

    private static Turn.Failure failure(ScriptNode node) {
        node.withFields("status", "retryAfter", "message", "times");
        return new Turn.Failure(
                (int) node.require("status").number(400, 599),
                node.get("retryAfter").map(n -> (int) n.number(0, 3600)),
                node.get("message").map(ScriptNode::text).orElse("scripted error"),
                (int) number(node, "times", 1, Integer.MAX_VALUE, 1));
    }

    private static Turn.Cut cut(ScriptNode node) {
        if (node.isNumber()) {
            return new Turn.Cut((int) node.number(0, MOST_CHARS), 1);
        }
        node.withFields("after", "times");
        return new Turn.Cut((int) node.require("after").number(0, MOST_CHARS), (int)
                number(node, "times", 1, Integer.MAX_VALUE, 1));
    }

    private static long number(ScriptNode node, String field, long least, long most, long otherwise) {
        return node.get(field).map(n -> n.number(least, most)).orElse(otherwise);
    }
}
