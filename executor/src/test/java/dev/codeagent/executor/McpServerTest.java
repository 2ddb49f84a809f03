package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class McpServerTest {
    @TempDir
    Path folder;

    private ExecutorFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = ExecutorFixture.create(folder);
    }

    @Test
    void answersInitializeAndListsItsTools() {
        List<JsonObject> answers = fixture.exchange(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"two\",\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}");

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0).getJsonObject("result").getString("protocolVersion"))
                .isEqualTo("2025-11-25");
        assertThat(answers.get(1).getString("id")).isEqualTo("two");
        assertThat(answers.get(1).getJsonObject("result").getJsonArray("tools"))
                .extracting(t -> t.asJsonObject().getString("name"))
                .contains("read_file", "edit_file", "run_command", "run_tests", "git_diff");
        assertThat(answers.get(2).getJsonObject("result")).isEmpty();
    }

    @Test
    void answersInvalidMessagesWithErrorsAndContinues() {
        List<JsonObject> answers = fixture.exchange(
                "not JSON",
                "[1]",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"dance\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":7}}",
                "",
                "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"ping\"}");

        assertThat(answers.subList(0, 5))
                .extracting(a -> a.getJsonObject("error").getInt("code"))
                .containsExactly(-32700, -32700, -32600, -32601, -32600);
        assertThat(answers.get(5).getInt("id")).isEqualTo(4);
    }

    @Test
    void rejectsUnknownToolsAndInvalidArguments() {
        assertThat(fixture.resultText("dance")).contains("no tool 'dance'");
        assertThat(fixture.resultText("read_file")).contains("path");
    }
}
