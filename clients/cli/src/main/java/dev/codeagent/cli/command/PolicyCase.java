package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.policy.Policy;
import dev.codeagent.policy.PolicyContext;
import dev.codeagent.policy.PolicyDecision;
import dev.codeagent.policy.ToolCallParser;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A test case in a rule file: a tool call and the expected decision.
 *
 * @param expect allow, ask or deny
 * @param isolated whether the command runs in an isolated sandbox; {@code walls} in the file
 * @param costUsd cost of the run so far, in US dollars
 */
record PolicyCase(
        int number, String tool, JsonObject arguments, String expect, boolean isolated, Optional<BigDecimal> costUsd) {
    private static final Set<String> FIELDS = Set.of("tool", "arguments", "expect", "walls", "costUsd");

    static List<PolicyCase> parseAll(Path file, JsonObject json) {
        if (!(json.get("cases") instanceof JsonArray array) || array.isEmpty()) {
            throw CliException.usageError(
                    file + " has no cases; add \"cases\": [{\"tool\": …, \"arguments\": {…}, \"expect\": \"deny\"}]");
        }
        var cases = new ArrayList<PolicyCase>();
        for (JsonValue value : array) {
            try {
                cases.add(parse(value.asJsonObject(), cases.size() + 1));
            } catch (ClassCastException | NullPointerException | ArithmeticException | NumberFormatException e) {
                throw CliException.usageError(file + ": case " + (cases.size() + 1)
                        + " must be {\"tool\": \"…\", \"arguments\": {…}, \"expect\": \"allow, ask or deny\"}, with"
                        + " \"walls\": false or \"costUsd\": \"…\" if they matter");
            }
        }
        return cases;
    }

    private static PolicyCase parse(JsonObject json, int number) {
        String expect = json.getString("expect");
        if (!FIELDS.containsAll(json.keySet())
                || !List.of("allow", "ask", "deny").contains(expect)) {
            throw new ClassCastException();
        }
        return new PolicyCase(
                number,
                json.getString("tool"),
                json.getJsonObject("arguments"),
                expect,
                json.getBoolean("walls", true),
                json.containsKey("costUsd")
                        ? Optional.of(new BigDecimal(json.getString("costUsd")))
                        : Optional.of(BigDecimal.ZERO));
    }

    PolicyDecision evaluate(Policy policy) {
        var context = new PolicyContext(isolated, List.of("/workspace"), true, costUsd, Optional.empty(), Map.of());
        return policy.decide(ToolCallParser.parse(tool, arguments), context);
    }

    boolean matches(PolicyDecision decision) {
        return actionName(decision).equals(expect);
    }

    String describe() {
        return tool + " " + arguments;
    }

    static String actionName(PolicyDecision decision) {
        return decision.action().name().toLowerCase(Locale.ROOT);
    }
}
