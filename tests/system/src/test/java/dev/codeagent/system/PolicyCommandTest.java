package dev.codeagent.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.anyserver.Codeagent;
import dev.codeagent.anyserver.Codeagent.Answer;
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

    private Answer test(String text, String... more) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("policy.json"), text);
        var words = new java.util.ArrayList<>(java.util.List.of("policy", "test", file.toString()));
        words.addAll(java.util.List.of(more));
        return Codeagent.on(folder).run(words.toArray(String[]::new));
    }

    @Test
    void saysThatAllIsRight() throws Exception {
        Answer answer = test(RULES + RIGHT + "]}");

        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(answer.out()).isEqualTo("1 case, 0 wrong\n");
    }

    @Test
    void namesTheRuleThatDecidedOtherwise() throws Exception {
        Answer answer = test(RULES + RIGHT + "," + WRONG + "]}");

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.out()).contains("case 2", "should allow", "file/no-rm", "says deny", "2 cases, 1 wrong");
        assertThat(test(RULES + WRONG + "]}", "--json").out()).contains("\"rule\":\"file/no-rm\"", "\"ok\":false");
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws Exception {
        for (String damaged : new String[] {
            "[",
            RULES + "]}",
            RULES + "{\"tool\": \"x\"}]}",
            "{\"rules\": [{\"outcome\": \"deny\", \"comand\": \"rm\"}]}"
        }) {
            Answer answer = test(damaged);

            assertThat(answer.exit()).as(damaged).isEqualTo(2);
            assertThat(answer.err()).contains("policy.json").doesNotContain("\tat ");
        }
        assertThat(Codeagent.on(folder).run("policy", "test", "none.json").err())
                .contains("none.json");
    }
}
