package dev.codeagent.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.client.api.NewRun;
import dev.codeagent.client.api.PatchParts;
import dev.codeagent.client.api.PatchSelection;
import dev.codeagent.client.api.PatchState;
import dev.codeagent.client.api.ProjectSetup;
import dev.codeagent.client.api.Run;
import dev.codeagent.client.api.RunState;
import jakarta.json.JsonException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordsTest {

    @Test
    void readsARun() {
        Run run = read("""
                {"id": "run-1", "state": "running", "createdAt": "2026-11-24T05:37:53.337Z", "lastSeq": 12345678901,
                 "usage": {"inputTokens": 5}, "costUsd": "0.00125", "verdict": "not-green", "patch": "open",
                 "finishedAt": null, "somethingNew": {"a": 1}}
                """, Run.class);

        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        assertThat(run.createdAt()).isEqualTo(Instant.parse("2026-11-24T05:37:53.337Z"));
        assertThat(run.lastSeq()).isEqualTo(12_345_678_901L);
        assertThat(run.usage().inputTokens()).isEqualTo(5);
        assertThat(run.costUsd()).contains(new BigDecimal("0.00125"));
        assertThat(run.verdict()).contains("not-green");
        assertThat(run.patch()).isEqualTo(PatchState.OPEN);
        assertThat(run.finishedAt()).isEmpty();
        assertThat(run.prompt()).isEmpty();
    }

    @Test
    void readsNamesOfNewerServers() {
        assertThat(read("{\"state\": \"hibernating\"}", Run.class).state()).isEqualTo(RunState.UNKNOWN);
    }

    @Test
    void readsMapsOfLists() {
        ProjectSetup setup = read(
                "{\"workflow\": {\"commands\": {\"/code\": [\"coding\"]}, \"reviewRounds\": 2}}", ProjectSetup.class);

        assertThat(setup.workflow().commands()).containsEntry("/code", List.of("coding"));
    }

    @Test
    void namesTheFieldThatCannotBeRead() {
        assertThatThrownBy(() -> read("{\"usage\": {\"inputTokens\": \"many\"}}", Run.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("usage.inputTokens must be a number, but is string");
        assertThatThrownBy(() -> read("{\"createdAt\": \"yesterday\"}", Run.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("createdAt must be a time");
        assertThatThrownBy(() -> read("[]", Run.class)).isInstanceOf(JsonException.class);
    }

    @Test
    void leavesOptionalFieldsOut() {
        NewRun run = NewRun.of("/code", "größer").inProject("p").inSession("s");

        assertThat(RecordWriter.write(run))
                .isEqualTo(
                        JsonTexts.parse("{\"projectId\":\"p\",\"command\":\"/code\",\"args\":[],\"prompt\":\"größer\","
                                + "\"sessionId\":\"s\",\"headless\":false,\"withoutTests\":false}"));
        assertThat(RecordWriter.write(new PatchParts(List.of(new PatchSelection("a", List.of(1, 3))))))
                .isEqualTo(JsonTexts.parse("{\"parts\":[{\"path\":\"a\",\"hunks\":[1,3]}]}"));
    }

    private static <T> T read(String json, Class<T> type) {
        return RecordReader.read(JsonTexts.parse(json), type);
    }
}
