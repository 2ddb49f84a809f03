package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Evaluates the table of commands, including attempts to bypass a rule, against one set of rules. */
class CommandTableTest {
    private static final Policy POLICY = new Policy(List.of(PolicyFile.of(
            "project",
            List.of(
                    command(
                            "commands",
                            PolicyAction.DENY,
                            "rm",
                            "git push",
                            "shutdown",
                            "chmod 777",
                            "docker rm -f",
                            "npm publish --tag beta"),
                    command("curl", PolicyAction.ASK, "curl"),
                    new PolicyRule(
                            "files",
                            PolicyAction.DENY,
                            List.of(),
                            List.of(),
                            List.of(".env", "secrets/**", "**/*.pem", "/etc/shadow"),
                            Access.ANY,
                            List.of(),
                            List.of(),
                            List.of(),
                            Optional.empty(),
                            "")))));
    private static final Policy COMMANDS_ONLY =
            new Policy(List.of(PolicyFile.of("project", List.of(command("rm", PolicyAction.DENY, "rm")))));

    private static PolicyRule command(String id, PolicyAction action, String... commands) {
        return new PolicyRule(
                id,
                action,
                List.of(),
                List.of(commands),
                List.of(),
                Access.ANY,
                List.of(),
                List.of(),
                List.of(),
                Optional.<BigDecimal>empty(),
                "");
    }

    private static PolicyDecision decide(Policy policy, String command) {
        return policy.decide(
                ToolCallParser.parse(
                        "run_command",
                        Json.createObjectBuilder().add("command", command).build()),
                PolicyContext.forIsolatedRun());
    }

    private record Row(String expected, String command) {}

    private static List<Row> rows() throws IOException {
        try (InputStream in = CommandTableTest.class.getResourceAsStream("/policy/commands.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#") && !l.isBlank())
                    .map(l -> l.split(" \\| ", 2))
                    .map(l -> new Row(l[0], l[1].replace("⏎", "\n")))
                    .toList();
        }
    }

    @Test
    void decidesEveryCommandOfTheTable() throws IOException {
        var wrong = new ArrayList<String>();
        for (Row row : rows()) {
            PolicyDecision decision = decide(POLICY, row.command());
            if (!decision.action().name().toLowerCase(Locale.ROOT).equals(row.expected())) {
                wrong.add(row + " was " + decision);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(rows()).hasSizeGreaterThan(300);
    }

    /**
     * An unknown word may be a file, so the rules of the table deny it for that reason alone; these cases check what
     * the parser found.
     */
    @Test
    void reportsAProgramKnownOnlyAtRunTime() {
        assertThat(decide(COMMANDS_ONLY, "$X y").reason()).contains("known only when it runs");
        assertThat(decide(COMMANDS_ONLY, "\"$HOME\"/bin/tool x").action()).isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(COMMANDS_ONLY, "echo done-$X y").action()).isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(COMMANDS_ONLY, "for f in *; do cat \"$f\"; done").action())
                .isEqualTo(PolicyAction.ALLOW);
    }
}
