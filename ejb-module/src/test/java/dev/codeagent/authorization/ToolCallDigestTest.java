package dev.codeagent.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolCallDigestTest {
    private static final ProjectId PROJECT = new ProjectId("p-1");
    private static final RunId RUN = new RunId("run-1");

    @Test
    void ignoresTheFormattingOfTheArguments() {
        String one =
                ToolCallDigest.forRun(PROJECT, RUN, "t", "{\"b\": [1.0, {\"y\": null, \"x\": true}], \"a\": \"é\"}");

        assertThat(ToolCallDigest.forRun(PROJECT, RUN, "t", "{\"a\":\"\\u00e9\",\"b\":[1,{\"x\":true,\"y\":null}]}"))
                .isEqualTo(one)
                .hasSize(64);
    }

    @Test
    void differsForAnyOtherInput() {
        String arguments = "{\"a\":\"b\"}";

        assertThat(List.of(
                        ToolCallDigest.forRun(PROJECT, RUN, "t", arguments),
                        ToolCallDigest.forRun(PROJECT, RUN, "u", arguments),
                        ToolCallDigest.forRun(PROJECT, new RunId("run-2"), "t", arguments),
                        ToolCallDigest.forRun(new ProjectId("p-2"), RUN, "t", arguments),
                        ToolCallDigest.forRun(PROJECT, RUN, "t", "{\"a\":\"b \"}"),
                        ToolCallDigest.forRun(PROJECT, RUN, "t", "{\"a\":[\"b\"]}"),
                        ToolCallDigest.forRun(PROJECT, RUN, "t", "{\"a\":\"b\",\"c\":1}"),
                        ToolCallDigest.forRun(PROJECT, RUN, "t", "no JSON"),
                        ToolCallDigest.forProject(PROJECT, "t", arguments)))
                .doesNotHaveDuplicates();
    }

    @Test
    void coversEveryArgumentOfACommand() {
        String call = "{\"command\":\"bash\",\"env\":{\"A\":\"1\"},\"stdin\":\"ls\",\"cwd\":\"src\",\"timeout\":5}";

        assertThat(List.of(
                        ToolCallDigest.forRun(PROJECT, RUN, "run_command", call),
                        ToolCallDigest.forRun(PROJECT, RUN, "run_command", call.replace("\"A\"", "\"BASH_ENV\"")),
                        ToolCallDigest.forRun(PROJECT, RUN, "run_command", call.replace("\"1\"", "\"2\"")),
                        ToolCallDigest.forRun(PROJECT, RUN, "run_command", call.replace("ls", "rm x")),
                        ToolCallDigest.forRun(PROJECT, RUN, "run_command", call.replace("src", "..")),
                        ToolCallDigest.forRun(PROJECT, RUN, "run_command", call.replace("5", "6"))))
                .doesNotHaveDuplicates();
    }
}
