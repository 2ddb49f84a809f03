package dev.codeagent.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerToolsTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private final AtomicInteger attempts = new AtomicInteger();

    private DockerTools tools(ErrorCode failure) {
        return new DockerTools(RUN, new StartedCallStore(folder), () -> {
            attempts.incrementAndGet();
            throw new AgentException(failure, "the engine is not reachable");
        });
    }

    private ToolResult exec(DockerTools tools, String id) {
        JsonObject arguments = Json.createObjectBuilder()
                .add("container", "db")
                .add("command", "true")
                .build();
        return tools.call(new ToolCall(id, "docker_exec", arguments));
    }

    @Test
    void doesNotRepeatACommandThatACrashMayHaveInterrupted() {
        exec(tools(ErrorCode.SANDBOX_FAILED), "coding-t1-c1");

        ToolResult repeated = exec(tools(ErrorCode.SANDBOX_FAILED), "coding-t1-c1");

        assertThat(repeated.outcome()).isEqualTo(ToolResult.Outcome.UNKNOWN);
        assertThat(repeated.text()).contains("was not repeated");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void executesNewCallsAndCallsOfADeletedRun() {
        exec(tools(ErrorCode.SANDBOX_FAILED), "coding-t1-c1");

        exec(tools(ErrorCode.SANDBOX_FAILED), "coding-t1-c10");
        new StartedCallStore(folder).delete(RUN);
        ToolResult after = exec(tools(ErrorCode.SANDBOX_FAILED), "coding-t1-c1");

        assertThat(after.outcome()).isEqualTo(ToolResult.Outcome.ERROR);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void returnsFailuresToTheModelExceptThoseThatEndTheRun() {
        assertThat(exec(tools(ErrorCode.SANDBOX_FAILED), "c1").text()).isEqualTo("the engine is not reachable");
        for (ErrorCode code : new ErrorCode[] {ErrorCode.CANCELLED, ErrorCode.APPROVAL_NEEDED}) {
            assertThatThrownBy(() -> exec(tools(code), "c-" + code)).isInstanceOf(AgentException.class);
        }
    }

    private static String lines(int from, int count, int total) {
        var text = new StringBuilder();
        for (int i = from; i < from + count && i <= total; i++) {
            text.append(String.format("%6d\tline %d%n", i, i));
        }
        return from + count <= total
                ? text + "… lines " + (from + count) + " to " + total + " are not shown\n"
                : text.toString();
    }

    private static WorkspaceFileReader files(int total) {
        return new WorkspaceFileReader(call -> {
            int from = call.arguments().getInt("offset");
            return from > total
                    ? ToolResults.success("(no lines in this range; the file has " + total + ")")
                    : ToolResults.success(lines(from, call.arguments().getInt("limit"), total));
        });
    }

    @Test
    void readsWorkspaceFilesPageByPage() {
        assertThat(files(250).read("x").lines())
                .hasSize(250)
                .startsWith("line 1")
                .endsWith("line 250");
        assertThat(files(100).read("x").lines()).hasSize(100);
        assertThat(files(0).read("x")).isEmpty();
        assertThatThrownBy(() -> files(10_000).read("x")).hasMessageContaining("more than 5000 lines");
    }

    @Test
    void rejectsATruncatedFile() {
        var truncated = new WorkspaceFileReader(
                call -> ToolResults.success("     1\ta\n… 9000 characters left out …\n     9\tz\n"));
        var missing = new WorkspaceFileReader(call -> ToolResults.error("no file 'x'"));

        assertThatThrownBy(() -> truncated.read("x")).hasMessageContaining("too long");
        assertThatThrownBy(() -> missing.read("x")).hasMessageContaining("no file 'x'");
    }
}
