package dev.codeagent.fakemodel.script;

import jakarta.json.JsonNumber;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Parses the faults of a turn, or those of a request to the control API. */
public final class FaultParser {
    private static final int MAX_DAYS_SECONDS = 864_000;

    private FaultParser() {}

    /** Parses an array of faults. */
    public static List<Fault> parseAll(ScriptNode node) {
        return node.asArray().stream().map(FaultParser::parse).toList();
    }

    private static Fault parse(ScriptNode node) {
        node.requireOnlyFields(
                "kind", "after", "size", "status", "message", "retryAfter", "retryAfterDate", "retryInfo", "times");
        Fault.Kind kind = parseKind(node.require("kind"));
        return new Fault(
                kind,
                node.get("after")
                        .or(() -> node.get("size"))
                        .map(n -> (int) n.asLong(0, Integer.MAX_VALUE))
                        .orElse(-1),
                node.get("status").map(n -> (int) n.asLong(200, 599)).orElseGet(() -> defaultStatus(kind)),
                node.get("message").map(ScriptNode::asString).orElse(""),
                new Fault.RetryTime(
                        node.get("retryAfter").map(FaultParser::numberOrText),
                        node.get("retryAfterDate").map(n -> (int) n.asLong(0, MAX_DAYS_SECONDS)),
                        node.get("retryInfo").map(ScriptNode::asString)),
                node.get("times").map(n -> (int) n.asLong(1, Integer.MAX_VALUE)).orElse(0));
    }

    private static int defaultStatus(Fault.Kind kind) {
        return switch (kind) {
            case REDIRECT -> 308;
            case HTML -> 200;
            default -> 500;
        };
    }

    private static String numberOrText(ScriptNode node) {
        return node.value() instanceof JsonNumber n ? n.toString() : node.asString();
    }

    private static Fault.Kind parseKind(ScriptNode node) {
        String name = node.asString();
        Optional<Fault.Kind> kind = Arrays.stream(Fault.Kind.values())
                .filter(k -> k.scriptName().equals(name))
                .findFirst();
        return kind.orElseThrow(() -> node.error("'" + name + "' is not a fault; use one of "
                + Arrays.stream(Fault.Kind.values()).map(Fault.Kind::scriptName).collect(Collectors.joining(", "))));
    }
}
