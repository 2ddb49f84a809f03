package dev.codeagent.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.accounting.TurnLedgers;
import dev.codeagent.tools.ToolRegistry;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Coding with a model that cannot call tools through its API: it writes files, and tests follow until they pass. */
class SmallModelTest {
    private static final RunId RUN = new RunId("run-1");
    private static final String CODE = "def half(n):\n    return n * 2\n";
    private static final String TESTS = "{\"tool\": \"run_tests\", \"arguments\": {}}";

    private final List<String> calls = new ArrayList<>();
    private String file = CODE;

    private ToolResult call(ToolCall call) {
        calls.add(call.tool());
        return switch (call.tool()) {
            case "list_files" -> ok("half.py\ntest_half.py");
            case "read_file" ->
                ok(call.arguments().getString("path").equals("half.py") ? file : "def test_half():\n    pass\n");
            case "write_file" -> {
                file = call.arguments().getString("content");
                yield ok("wrote half.py");
            }
            case "run_tests" ->
                file.contains("/ 2")
                        ? ok("1 passed, 0 failed, 0 skipped")
                        : new ToolResult(
                                ToolResult.Outcome.ERROR,
                                "0 passed, 1 failed, 0 skipped",
                                JsonObject.EMPTY_JSON_OBJECT);
            default -> throw new IllegalStateException(call.tool());
        };
    }

    private static ToolResult ok(String text) {
        return new ToolResult(ToolResult.Outcome.OK, text, JsonObject.EMPTY_JSON_OBJECT);
    }

    private static String rewrite(String expression) {
        return "It is wrong.\n```python\ndef half(n):\n    return " + expression + "\n```";
    }

    private String run(ScriptedProvider provider) {
        var hub = new EventHub(new InMemoryRunJournal(), Clock.systemUTC());
        hub.open(
                RUN,
                new RunEvent.Created(
                        "p-1",
                        "s-1",
                        "local",
                        "/code",
                        List.of(),
                        "x",
                        List.of(AgentName.CODING),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty()));
        var configuration = new AgentConfiguration(AgentName.CODING, List.of(ModelRef.parse("demo")), 20, "");
        var task = new AgentTask(
                "coding",
                configuration,
                "Request: half is wrong.",
                configuration.models(),
                new ToolRegistry().forAgent(AgentName.CODING),
                1,
                List.of(),
                true);
        var tools = new ToolCallExecutor(() -> new FakeSandbox(this::call), ServerTools.NONE, call -> Optional.empty());
        return new AgentLoop(
                        provider.router(),
                        provider.configurations(),
                        tools,
                        new ContextWindow(1_000_000),
                        TurnLedgers.NONE)
                .run(task, new RunEventPublisher(hub, RUN), new CancellationToken());
    }

    private static ScriptedProvider provider(String... answers) {
        return new ScriptedProvider(n -> ScriptedProvider.text(answers[Math.min(n, answers.length) - 1]), false);
    }

    private static String lastText(McpMessage request) {
        return ((ChatMessage.User) request.context().messages().getLast()).text();
    }

    @Test
    void itRewritesTheFileUntilTheTestsPass() {
        ScriptedProvider provider =
                provider(rewrite("n + 2"), TESTS, rewrite("n / 2"), TESTS, "{\"answer\": \"half divides now.\"}");

        assertThat(run(provider)).isEqualTo("half divides now.");
        assertThat(file).contains("n / 2");
        assertThat(calls.subList(calls.indexOf("write_file"), calls.size()))
                .containsExactly("write_file", "run_tests", "write_file", "run_tests");
        assertThat(lastText(provider.requests().getFirst())).contains("the whole file half.py");
        assertThat(lastText(provider.requests().get(2))).contains("0 passed, 1 failed", "the whole file half.py");
    }

    @Test
    void itMustRunTheTestsAfterAChangeAndThenAnswer() {
        ScriptedProvider provider = provider(rewrite("n / 2"), TESTS, "{\"answer\": \"Done.\"}");

        run(provider);

        assertThat(schemaOf(provider, 1)).contains("run_tests").doesNotContain("answer", "edit_file");
        assertThat(schemaOf(provider, 2)).contains("answer").doesNotContain("write_file");
    }

    @Test
    void itMustEditUnderTheSchemaIfItWritesNoFile() {
        ScriptedProvider provider = provider(
                "I do not know.",
                "{\"tool\": \"write_file\", \"arguments\": {\"path\": \"half.py\", \"content\": \"n / 2\"}}",
                TESTS,
                "{\"answer\": \"Done.\"}");

        run(provider);

        assertThat(schemaOf(provider, 1)).contains("edit_file", "write_file").doesNotContain("list_files", "answer");
    }

    private static String schemaOf(ScriptedProvider provider, int request) {
        return provider.contexts()
                .get(request)
                .parameters()
                .responseSchema()
                .orElseThrow()
                .toString();
    }
}
