package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code codeagent policy test}, which needs no server. */
class PolicyCommandTest {
    private static final String RULES =
            "{\"rules\": [{\"id\": \"no-rm\", \"outcome\": \"deny\", \"command\": \"rm\", \"reason\": \"never\"}], \"cases\": [";
    private static final String RIGHT =
            "{\"tool\": \"run_command\", \"arguments\": {\"command\": \"sudo sh -c 'r\\\"m\\\" x'\"}, \"expect\": \"deny\"}";
    private static final String WRONG =
            "{\"tool\": \"run_command\", \"arguments\": {\"command\": \"echo $(rm x)\"}, \"expect\": \"allow\"}";

    @TempDir
    Path folder;

    private CommandResult test(String text, String... more) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("policy.json"), text);
        var arguments = new java.util.ArrayList<>(java.util.List.of("policy", "test", file.toString()));
        arguments.addAll(java.util.List.of(more));
        return CodeagentCli.forDataDirectory(folder).run(arguments.toArray(String[]::new));
    }

    @Test
    void passesWhenAllCasesAreRight() throws Exception {
        CommandResult result = test(RULES + RIGHT + "]}");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("1 case, 0 failed\n");
    }

    @Test
    void reportsTheRuleOfAWrongCase() throws Exception {
        CommandResult result = test(RULES + RIGHT + "," + WRONG + "]}");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out())
                .contains("case 2", "expected allow", "file/no-rm", "decides deny", "2 cases, 1 failed");
        assertThat(test(RULES + WRONG + "]}", "--json").out()).contains("\"rule\":\"file/no-rm\"", "\"ok\":false");
    }

    @Test
    void reportsAnInvalidFile() throws Exception {
        for (String damaged : new String[] {
            "[",
            RULES + "]}",
            RULES + "{\"tool\": \"x\"}]}",
            "{\"rules\": [{\"outcome\": \"deny\", \"comand\": \"rm\"}]}"
        }) {
            CommandResult result = test(damaged);

            assertThat(result.exit()).as(damaged).isEqualTo(2);
            assertThat(result.err()).contains("policy.json").doesNotContain("\tat ");
        }
        assertThat(CodeagentCli.forDataDirectory(folder)
                        .run("policy", "test", "none.json")
                        .err())
                .contains("none.json");
    }
}
