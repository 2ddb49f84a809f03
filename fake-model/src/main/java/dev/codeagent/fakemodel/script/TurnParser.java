package dev.codeagent.fakemodel.script;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Parses one turn of a script. */
final class TurnParser {
    private static final int DEFAULT_CHUNK_SIZE = 24;
    private static final int MAX_DELAY_MILLIS = 3_600_000;
    private static final int MAX_CHARS = 50_000_000;

    private TurnParser() {}

    static Turn parse(ScriptNode node) {
        node.requireOnlyFields(
                "thinking",
                "text",
                "signature",
                "generate",
                "stamp",
                "chunk",
                "delayMs",
                "firstDelayMs",
                "toolCalls",
                "usage",
                "expect",
                "error",
                "cut",
                "stop",
                "faults");
        Turn turn = new Turn(
                parseContent(node),
                parsePacing(node),
                node.get("toolCalls").map(ScriptNode::asArray).orElse(List.of()).stream()
                        .map(TurnParser::parseToolCall)
                        .toList(),
                new Turn.Ending(
                        node.get("stop").map(ScriptNode::asString),
                        node.get("usage").map(TurnParser::parseUsage)),
                node.get("expect")
                        .map(TurnParser::parseExpectation)
                        .orElse(new Expectation(Optional.empty(), List.of())),
                new Turn.FaultInjection(
                        node.get("error").map(TurnParser::parseFailure),
                        node.get("cut").map(TurnParser::parseDisconnect),
                        node.get("faults").map(FaultParser::parseAll).orElse(List.of())));
        if (turn.content().text().isEmpty()
                && turn.toolCalls().isEmpty()
                && turn.faults().failure().isEmpty()
                && turn.faults().faults().isEmpty()) {
            throw node.error("is empty; add text, generate, toolCalls, error or faults");
        }
        return turn;
    }

    private static Turn.Content parseContent(ScriptNode node) {
        if (node.has("text") && node.has("generate")) {
            throw node.require("generate").error("can't be combined with 'text'; remove one of them");
        }
        String text = node.get("generate")
                .map(TurnParser::generateText)
                .or(() -> node.get("text").map(ScriptNode::asString))
                .orElse("");
        return new Turn.Content(
                node.get("thinking").map(ScriptNode::asString).orElse(""),
                node.get("signature").map(ScriptNode::asString),
                text,
                node.get("stamp").map(ScriptNode::asBoolean).orElse(false));
    }

    private static String generateText(ScriptNode node) {
        node.requireOnlyFields("chars", "seed");
        return GeneratedText.of(
                (int) node.require("chars").asLong(1, MAX_CHARS),
                node.get("seed")
                        .map(s -> s.asLong(Long.MIN_VALUE, Long.MAX_VALUE))
                        .orElse(0L));
    }

    private static Turn.Pacing parsePacing(ScriptNode node) {
        return new Turn.Pacing(
                (int) optionalNumber(node, "chunk", 1, MAX_CHARS, DEFAULT_CHUNK_SIZE),
                optionalNumber(node, "delayMs", 0, MAX_DELAY_MILLIS, 0),
                optionalNumber(node, "firstDelayMs", 0, MAX_DELAY_MILLIS, 0));
    }

    private static Turn.ToolCall parseToolCall(ScriptNode node) {
        node.requireOnlyFields("name", "arguments");
        return new Turn.ToolCall(
                node.require("name").asString(),
                node.get("arguments").map(ScriptReader::toJsonText).orElse("{}"));
    }

    private static Usage parseUsage(ScriptNode node) {
        node.requireOnlyFields("input", "output", "cached", "cacheWrite", "reasoning");
        var usage = new Usage(
                node.require("input").asLong(0, Integer.MAX_VALUE),
                node.require("output").asLong(0, Integer.MAX_VALUE),
                optionalNumber(node, "cached", 0, Integer.MAX_VALUE, 0),
                optionalNumber(node, "cacheWrite", 0, Integer.MAX_VALUE, 0),
                optionalNumber(node, "reasoning", 0, Integer.MAX_VALUE, 0));
        if (usage.cached() + usage.cacheWrite() > usage.input()) {
            throw node.require("input").error("is less than cached + cacheWrite, which it includes; increase it");
        }
        if (usage.reasoning() > usage.output()) {
            throw node.require("output").error("is less than reasoning, which it includes; increase it");
        }
        return usage;
    }

    private static Expectation parseExpectation(ScriptNode node) {
        node.requireOnlyFields("toolResults", "contains");
        return new Expectation(
                node.get("toolResults")
                        .map(n -> n.asArray().stream()
                                .map(TurnParser::parseResultMatcher)
                                .toList()),
                node.get("contains")
                        .map(n -> n.asArray().stream().map(ScriptNode::asString).toList())
                        .orElse(List.of()));
    }

    private static Expectation.ResultMatcher parseResultMatcher(ScriptNode node) {
        node.requireOnlyFields("contains", "matches");
        if (node.has("contains") == node.has("matches")) {
            throw node.error("needs either 'contains' or 'matches'; use {\"contains\": \"\"} to accept any result");
        }
        return node.get("contains")
                .<Expectation.ResultMatcher>map(n -> new Expectation.Contains(n.asString()))
                .orElseGet(() -> new Expectation.Matches(parsePattern(node.require("matches"))));
    }

    private static Pattern parsePattern(ScriptNode node) {
        try {
            return Pattern.compile(node.asString());
        } catch (PatternSyntaxException e) {
            throw node.error("is not a regular expression (" + e.getDescription() + "); correct it");
        }
    }

    private static Turn.HttpFailure parseFailure(ScriptNode node) {
        node.requireOnlyFields("status", "retryAfter", "message", "times");
        return new Turn.HttpFailure(
                (int) node.require("status").asLong(400, 599),
                node.get("retryAfter").map(n -> (int) n.asLong(0, 3600)),
                node.get("message").map(ScriptNode::asString).orElse("scripted error"),
                (int) optionalNumber(node, "times", 1, Integer.MAX_VALUE, 1));
    }

    private static Turn.Disconnect parseDisconnect(ScriptNode node) {
        if (node.isNumber()) {
            return new Turn.Disconnect((int) node.asLong(0, MAX_CHARS), 1);
        }
        node.requireOnlyFields("after", "times");
        return new Turn.Disconnect((int) node.require("after").asLong(0, MAX_CHARS), (int)
                optionalNumber(node, "times", 1, Integer.MAX_VALUE, 1));
    }

    private static long optionalNumber(ScriptNode node, String field, long min, long max, long defaultValue) {
        return node.get(field).map(n -> n.asLong(min, max)).orElse(defaultValue);
    }
}
