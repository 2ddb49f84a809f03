package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.policy.PolicyDecision;
import dev.codeagent.policy.PolicyRequest;
import dev.codeagent.policy.ToolCallParser;
import dev.codeagent.policy.secret.SecretFinding;
import dev.codeagent.policy.secret.SecretScanner;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Looks for secrets in texts that are on their way to a model. Each is reported by its kind and place, never by its
 * text; the rules of the policy decide whether the model gets it. A secret that it must not get is replaced.
 */
final class SecretReview {
    /** The name of the tool for rules about the texts of prompts. */
    static final String PROMPT = "prompt";

    /** The tool in the question about a secret. */
    static final String SEND_SECRET = "send_secret";

    private static final Set<String> PRINTING = Set.of("cat", "head", "tail", "less");
    private static final String WHITE_SPACE = " \t\n\u000B\f\r";

    private static final String NOTICE = "secret.found";

    private final BiConsumer<String, String> warn;
    private final BiFunction<PolicyRequest, String, PolicyDecision> policy;
    private final BiFunction<RunEvent.ToolCalled, PolicyDecision, Optional<String>> approval;
    private final Set<String> reported = new HashSet<>();

    /**
     * @param warn publishes a notice with a code and a text
     * @param policy decides about a kind of secret in the result of a call
     * @param approval the reason why a user denied, or empty; throws APPROVAL_NEEDED if nobody answered yet
     */
    SecretReview(
            BiConsumer<String, String> warn,
            BiFunction<PolicyRequest, String, PolicyDecision> policy,
            BiFunction<RunEvent.ToolCalled, PolicyDecision, Optional<String>> approval) {
        this.warn = warn;
        this.policy = policy;
        this.approval = approval;
    }

    /** @param question the id of the question about the secrets, if a rule asks */
    String review(RunEvent.ToolCalled call, String question, String text) {
        String file = file(call.arguments());
        List<SecretFinding> findings = SecretScanner.scan(text, file);
        if (findings.isEmpty()) {
            return text;
        }
        PolicyRequest request = ToolCallParser.parse(call.tool(), call.arguments());
        Map<String, PolicyDecision> decisions = new LinkedHashMap<>();
        findings.forEach(f -> decisions.computeIfAbsent(f.kind(), kind -> policy.apply(request, kind)));
        String source = call.tool() + (file.isEmpty() ? "" : " " + file);
        var withheld = new ArrayList<SecretFinding>();
        for (Map.Entry<String, PolicyDecision> entry : decisions.entrySet()) {
            List<SecretFinding> ofKind = findings.stream()
                    .filter(f -> f.kind().equals(entry.getKey()))
                    .toList();
            if (isWithheld(call, question, source, ofKind, entry.getValue())) {
                withheld.addAll(ofKind);
            }
        }
        return SecretScanner.redact(
                text, findings.stream().filter(withheld::contains).toList());
    }

    private boolean isWithheld(
            RunEvent.ToolCalled call,
            String question,
            String source,
            List<SecretFinding> findings,
            PolicyDecision decision) {
        String place = source + ", line " + findings.getFirst().line() + ": "
                + findings.getFirst().kind() + (findings.size() > 1 ? " and " + (findings.size() - 1) + " more" : "");
        return switch (decision.action()) {
            case ALLOW -> {
                if (decision.rule().equals(PolicyDecision.BUILT_IN)) {
                    report(place + "; the model gets it (a rule with \"secret\" can ask or deny)");
                }
                yield false;
            }
            case DENY -> {
                report(place + "; withheld from the model by the rule " + decision.rule());
                yield true;
            }
            case ASK -> {
                boolean denied = approval.apply(question(call, question, source, findings), decision)
                        .isPresent();
                report(place + (denied ? "; withheld from the model" : "; the model gets it") + ", rule "
                        + decision.rule());
                yield denied;
            }
        };
    }

    private void report(String text) {
        if (reported.add(text)) {
            warn.accept(NOTICE, text);
        }
    }

    /** The question is about a kind and its place; the answer does not depend on the rest of the text. */
    private static RunEvent.ToolCalled question(
            RunEvent.ToolCalled call, String id, String source, List<SecretFinding> findings) {
        String arguments = Json.createObjectBuilder()
                .add("from", source)
                .add("call", call.arguments())
                .add("secret", findings.getFirst().kind())
                .add("line", findings.getFirst().line())
                .add("number", findings.size())
                .build()
                .toString();
        return new RunEvent.ToolCalled(
                call.step(), id + "-" + findings.getFirst().kind(), SEND_SECRET, arguments, false);
    }

    /** The file that a call reads; empty if it names none. */
    private static String file(String arguments) {
        try {
            JsonObject object = EnvelopeCodec.parse(arguments.isBlank() ? "{}" : arguments);
            if (object.get("path") instanceof JsonString path) {
                return path.getString();
            }
            return object.get("command") instanceof JsonString command ? printedFile(command.getString()) : "";
        } catch (AgentException e) {
            return "";
        }
    }

    /** A file of variables is often printed by a command. Linear: the command is as long as the model writes it. */
    private static String printedFile(String command) {
        var words = new StringTokenizer(command, WHITE_SPACE);
        if (!words.hasMoreTokens() || !PRINTING.contains(words.nextToken()) || !words.hasMoreTokens()) {
            return "";
        }
        String file = words.nextToken();
        return file.contains(".env") && !words.hasMoreTokens() ? file : "";
    }
}
