package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.policy.Policy;
import dev.codeagent.policy.PolicyContext;
import dev.codeagent.policy.PolicyJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretReviewTest {
    private static final String TOKEN = "ghp_" + "a1B2c3D4e5F6".repeat(3);
    private static final String ENV = "PORT=80\nDB_PASSWORD=hunter2x\nGH=" + TOKEN + "\n";

    private final List<String> notices = new ArrayList<>();
    private final List<RunEvent.ToolCalled> questions = new ArrayList<>();
    private Optional<Boolean> answer = Optional.empty();

    private String review(String rules, String arguments, String text) {
        return review(rules, "read_file", arguments, text);
    }

    private String review(String rules, String tool, String arguments, String text) {
        var policy = new Policy(
                List.of(PolicyJson.readOrDenyAll("server", "{\"rules\": [" + rules.replace('\'', '"') + "]}")));
        var review = new SecretReview(
                (code, notice) -> notices.add(code + ": " + notice),
                (request, kind) -> policy.decideSecret(request, PolicyContext.forIsolatedRun(), kind),
                (question, decision) -> {
                    questions.add(question);
                    if (answer.isEmpty()) {
                        throw new AgentException(ErrorCode.APPROVAL_NEEDED, "waits");
                    }
                    return answer.get() ? Optional.empty() : Optional.of("somebody said no");
                });
        var call = new RunEvent.ToolCalled("coding", "coding-t1-c1", tool, arguments.replace('\'', '"'), false);
        return review.review(call, "coding-t1-c1-secret", text);
    }

    private void assertNoSecretWasTold() {
        assertThat(notices).noneMatch(n -> n.contains(TOKEN) || n.contains("hunter2x"));
        assertThat(questions)
                .noneMatch(q -> q.toString().contains(TOKEN) || q.toString().contains("hunter2x"));
    }

    @Test
    void reportsSecretsByKindAndPlace() {
        assertThat(review("", "{'path': '.env'}", ENV)).isEqualTo(ENV);

        assertThat(notices)
                .containsExactly(
                        "secret.found: read_file .env, line 2: assigned-secret; the model gets it (a rule with \"secret\" can ask or deny)",
                        "secret.found: read_file .env, line 3: github-token; the model gets it (a rule with \"secret\" can ask or deny)");
        assertNoSecretWasTold();
        assertThat(review("", "{'path': 'a.txt'}", "nothing here")).isEqualTo("nothing here");
        assertThat(notices).hasSize(2);
    }

    @Test
    void withholdsWhatARuleDenies() {
        assertThat(review("{'id': 'keys', 'outcome': 'deny', 'secret': 'github-*'}", "{'path': '.env'}", ENV))
                .isEqualTo("PORT=80\nDB_PASSWORD=hunter2x\nGH=[withheld: github-token]\n");
        assertThat(review("{'outcome': 'deny', 'secret': '*'}", "run_command", "{'command': 'cat .env'}", ENV))
                .isEqualTo("PORT=80\nDB_PASSWORD=[withheld: assigned-secret]\nGH=[withheld: github-token]\n");
        assertThat(notices).anyMatch(n -> n.contains("withheld from the model by the rule server/keys"));
        assertNoSecretWasTold();
    }

    @Test
    void asksAboutASecret() {
        String rule = "{'outcome': 'ask', 'secret': 'github-*'}";

        assertThatThrownBy(() -> review(rule, "{'path': '.env'}", ENV))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.APPROVAL_NEEDED));
        assertThat(questions.getFirst().tool()).isEqualTo("send_secret");
        assertThat(questions.getFirst().call()).isEqualTo("coding-t1-c1-secret-github-token");
        assertThat(questions.getFirst().arguments()).contains("read_file .env", "github-token", "\"line\":3");
        answer = Optional.of(true);
        assertThat(review(rule, "{'path': '.env'}", ENV)).isEqualTo(ENV);
        answer = Optional.of(false);
        assertThat(review(rule, "{'path': '.env'}", ENV)).contains("GH=[withheld: github-token]");
        assertNoSecretWasTold();
    }

    @Test
    void rulesCanBeAboutPlaces() {
        String rules = "{'outcome': 'allow', 'path': 'fixtures/**', 'secret': '*'},"
                + "{'outcome': 'deny', 'path': 'conf/**', 'secret': '*'}";

        assertThat(review(rules, "{'path': 'fixtures/a'}", "x " + TOKEN)).isEqualTo("x " + TOKEN);
        assertThat(notices).isEmpty();
        assertThat(review(rules, "{'path': 'conf/a'}", "x " + TOKEN)).isEqualTo("x [withheld: github-token]");
        assertThat(review(rules, "{'path': 'src/a'}", "x " + TOKEN)).isEqualTo("x " + TOKEN);
        assertThat(review(
                        "{'outcome': 'deny', 'tool': 'prompt', 'secret': '*'}",
                        SecretReview.PROMPT,
                        "{}",
                        "use " + TOKEN))
                .isEqualTo("use [withheld: github-token]");
    }

    /** A rule about secrets is no rule about calls, and the other way round. */
    @Test
    void rulesAboutCallsDecideNothingAboutSecrets() {
        assertThat(review("{'outcome': 'deny', 'path': '.env'}", "{'path': '.env'}", ENV))
                .isEqualTo(ENV);
        assertThat(review("{'outcome': 'deny', 'tools': '*'}", "{'path': '.env'}", ENV))
                .isEqualTo(ENV);
    }

    @Test
    void readsALongCommandInLinearTime() {
        String arguments = "{'command': 'cat " + ".env".repeat(30_000) + " x; echo'}";

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> review("", "run_command", arguments, ENV));
    }

    @ParameterizedTest
    @CsvSource({
        "cat .env, true",
        "head   conf/.env.local , true",
        "'tail\t.env', true",
        "cat .env other, false",
        "cat .env; ls, false",
        "grep x .env, false",
        "cat readme, false",
        "cat, false"
    })
    void recognisesACommandThatPrintsAFileOfVariables(String command, boolean found) {
        String escaped = command.replace("\t", "\\t");

        review("", "run_command", "{'command': '" + escaped + "'}", "DB_PASSWORD=hunter2x\n");

        assertThat(notices.isEmpty()).isNotEqualTo(found);
    }
}
