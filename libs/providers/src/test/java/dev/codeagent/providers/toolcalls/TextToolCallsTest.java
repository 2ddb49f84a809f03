package dev.codeagent.providers.toolcalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.McpTool;
import jakarta.json.Json;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextToolCallsTest {
    static final List<McpTool> TOOLS = List.of(
            tool(
                    "read_file",
                    "{\"type\":\"object\",\"required\":[\"path\"],\"properties\":{\"path\":{\"type\":\"string\"},"
                            + "\"limit\":{\"type\":\"integer\"}}}"),
            tool(
                    "write_file",
                    "{\"type\":\"object\",\"required\":[\"path\",\"content\"],\"properties\":{\"path\":{\"type\":\"string\"},"
                            + "\"content\":{\"type\":\"string\"}}}"),
            tool("run_tests", "{\"type\":\"object\",\"properties\":{}}"));

    private static final String CALL = "{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}";
    private static final ToolCallRequest READ = new ToolCallRequest("", "read_file", "{\"path\":\"a.txt\"}");

    @Test
    void findsMarkersInLinearTime() {
        String line = "x" + "<tool_call>".repeat(180_000);
        String fences = "```\n```\n".repeat(60_000) + "```\n" + "<tool_call>\n".repeat(130_000);
        String spaces = "[TOOL_CALLS]read_file" + " ".repeat(1_000_000) + "x";
        String text =
                "<tool_call>read_file <arg_key>path</arg_key><arg_value>" + "a".repeat(1_000_000) + "</arg_value>";
        String filler = "<tool_call>" + CALL + "</tool_call>" + " ".repeat(1_000_000);
        for (String answer : List.of(line, fences, spaces)) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> assertThat(TextToolCalls.recover(answer, TOOLS).calls())
                            .isEmpty());
        }
        for (String answer : List.of(text, filler)) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> assertThat(TextToolCalls.recover(answer, TOOLS).calls())
                            .hasSize(1));
        }
    }

    @Test
    void findsTheMarkerBetweenBlocksOfCode() {
        String example = "```\n<tool_call>x</tool_call>\n```\n";
        assertThat(MarkedCalls.findMarker(example + example + "  <tool_call>")).isEqualTo(2 * example.length() + 2);
        assertThat(MarkedCalls.findMarker(example + "<tool_call>\n" + example)).isEqualTo(example.length());
        assertThat(MarkedCalls.findMarker(example + "    <tool_call>\n\t<tool_call>\nx <tool_call>\n" + example))
                .isNegative();
    }

    /** One call of {@code read_file} in the forms of Qwen, Hermes, Llama, Mistral, GLM, and without a form. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}\n</tool_call>",
                "<tool_call>{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}",
                "<tool_call>\n{'name': 'read_file', 'arguments': {'path': 'a.txt'}}\n</tool_call><|im_end|>",
                "<tool_call>\n<function=read_file>\n<parameter=path>\na.txt\n</parameter>\n</function>\n</tool_call>",
                "<function=read_file><parameter=path>a.txt</parameter></function>",
                "<function=read_file>{\"path\": \"a.txt\"}</function><|eom_id|>",
                "<invoke name=\"read_file\">\n<parameter name=\"path\">a.txt</parameter>\n</invoke>",
                "<function_calls>\n<invoke name=\"read_file\"><parameter name=\"path\">a.txt</parameter></invoke>\n</function_calls>",
                "<tool_call>read_file\n<arg_key>path</arg_key>\n<arg_value>a.txt</arg_value>\n</tool_call>",
                "<|python_tag|>{\"name\": \"read_file\", \"parameters\": {\"path\": \"a.txt\"}}<|eom_id|>",
                "<|python_tag|>{\"type\": \"function\", \"name\": \"read_file\", \"parameters\": {\"path\": \"a.txt\"}}",
                "[TOOL_CALLS][{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}]</s>",
                "[TOOL_CALLS] [{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}, \"id\": \"9Ae3bDc2F\"}]",
                "[TOOL_CALLS]read_file[ARGS]{\"path\": \"a.txt\"}",
                "[TOOL_CALLS]read_file[CALL_ID]abc123def[ARGS]{\"path\": \"a.txt\"}",
                "[TOOL_CALLS]read_file{\"path\": \"a.txt\"}",
                "{\"name\": \"read_file\", \"parameters\": {\"path\": \"a.txt\"}}",
                "{\"tool\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}",
                "{\"type\": \"function\", \"function\": {\"name\": \"read_file\", \"arguments\": \"{\\\"path\\\": \\\"a.txt\\\"}\"}}",
                "{\"tool_calls\": [{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}]}",
                "```json\n{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}\n```",
                "```\n{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}\n```\n\nThe file contains ```x```. Done!",
                "```xml\n<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}\n</tool_call>\n```"
            })
    void recoversACall(String text) {
        var recovered = TextToolCalls.recover(text, TOOLS);

        assertThat(recovered.calls()).hasSize(1);
        assertThat(recovered.calls().getFirst().name()).isEqualTo("read_file");
        assertThat(recovered.calls().getFirst().arguments().replace(" ", "")).isEqualTo(READ.arguments());
        assertThat(recovered.text()).isEmpty();
    }

    @Test
    void keepsTheTextBeforeACall() {
        var recovered = TextToolCalls.recover("I read the file first.\n<tool_call>" + CALL + "</tool_call>", TOOLS);

        assertThat(recovered.text()).isEqualTo("I read the file first.");
        assertThat(recovered.calls()).containsExactly(READ);
    }

    @Test
    void acceptsOneLineThatIntroducesAFence() {
        var recovered = TextToolCalls.recover("Let me read the file:\n\n```json\n" + CALL + "\n```\n", TOOLS);

        assertThat(recovered.text()).isEqualTo("Let me read the file:");
        assertThat(recovered.calls()).containsExactly(READ);
    }

    @Test
    void recoversSeveralCalls() {
        String tests = "{\"name\": \"run_tests\", \"arguments\": {}}";
        var test = new ToolCallRequest("", "run_tests", "{}");

        for (String text : List.of(
                "<tool_call>" + CALL + "</tool_call>\n<tool_call>" + tests + "</tool_call>",
                "[TOOL_CALLS][" + CALL + "," + tests + "]",
                "<|python_tag|>" + CALL + "; " + tests,
                "```json\n" + CALL + "\n```\n```json\n" + tests + "\n```",
                "```json\n" + CALL + "\n" + tests + "\n```",
                CALL + "\n" + tests)) {
            assertThat(TextToolCalls.recover(text, TOOLS).calls()).as(text).containsExactly(READ, test);
        }
    }

    @Test
    void readsElementsByTheTypesOfTheSchema() {
        var calls = TextToolCalls.recover(
                        "<function=write_file>\n<parameter=path>\n7\n</parameter>\n<parameter=content>\n\tif (a < b) {\n}\n\n"
                                + "</parameter>\n</function>\n<function=read_file><parameter=path>b</parameter>"
                                + "<parameter=limit> 12 </parameter></function>",
                        TOOLS)
                .calls();

        assertThat(calls)
                .containsExactly(
                        new ToolCallRequest(
                                "", "write_file", "{\"path\":\"7\",\"content\":\"\\tif (a < b) {\\n}\\n\"}"),
                        new ToolCallRequest("", "read_file", "{\"path\":\"b\",\"limit\":12}"));
    }

    /** Documentation, other tools, and whatever is not clear. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "The tool is called with `<tool_call>{\"name\": \"run_tests\", \"arguments\": {}}</tool_call>`.",
                "A model answers:\n```\n<tool_call>{\"name\": \"run_tests\", \"arguments\": {}}</tool_call>\n```\nand waits.",
                "> <tool_call>{\"name\": \"run_tests\", \"arguments\": {}}</tool_call>",
                "Text <tool_call>{\"name\": \"run_tests\", \"arguments\": {}}</tool_call>",
                "    <tool_call>{\"name\": \"run_tests\", \"arguments\": {}}</tool_call>",
                "<tool_call>{\"name\": \"run_tests\", \"arguments\": {}}</tool_call>\nThis is how a call looks.",
                "<tool_call>{\"name\": \"delete_all\", \"arguments\": {}}</tool_call>",
                "<tool_call>{\"name\": \"run_tests\", \"arguments\": {}",
                "For example:\n```json\n{\"name\": \"run_tests\", \"arguments\": {}}\n```",
                "The format is this:\n```json\n{\"name\": \"run_tests\", \"arguments\": {}}\n```",
                "# Plan\n\n1. Read.\n2. Write.\n\n```json\n{\"name\": \"run_tests\", \"arguments\": {}}\n```",
                "Here it is:\n```json\n{\"name\": \"run_tests\", \"arguments\": {}}\n```\nThe file package.json has this form.",
                "```json\n{\"name\": \"read_file\", \"arguments\": {\"file\": \"a.txt\"}}\n```",
                "```json\n{\"name\": \"read_file\", \"arguments\": {}}\n```",
                "```json\n{\"name\": \"read_file\", \"version\": \"1.0\", \"arguments\": {\"path\": \"a\"}}\n```",
                "```json\n{\"name\": \"read_file\"}\n```",
                "{\"name\": \"other\", \"arguments\": {}}",
                "{\"name\": \"run_tests\", \"arguments\": {}} is the call",
                "[TOOL_CALLS] is the marker of Mistral",
                "The marker [TOOL_CALLS][{\"name\": \"run_tests\", \"arguments\": {}}]",
                "<function=read_file><parameter=path>a.txt",
                "All tests pass.",
                ""
            })
    void leavesWhatIsUnclearAsText(String text) {
        var recovered = TextToolCalls.recover(text, TOOLS);

        assertThat(recovered.calls()).isEmpty();
        assertThat(recovered.text()).isEqualTo(text);
    }

    @Test
    void callsNothingWithoutTools() {
        assertThat(TextToolCalls.recover("<tool_call>" + CALL + "</tool_call>", List.of())
                        .calls())
                .isEmpty();
    }

    @Test
    void seesTheTraceOfACallThatItCannotRecover() {
        assertThat(TextToolCalls.hasTrace("First:\n\n```json\n{\"name\": \"cat\", \"arguments\": {}}\n```\nThen."))
                .isTrue();
        assertThat(TextToolCalls.hasTrace("<tool_call>{broken")).isTrue();
        assertThat(TextToolCalls.hasTrace("All tests pass: {\"name\": \"x\"}.")).isFalse();
    }

    @Test
    void readsALongTextInLinearTime() {
        String text = "<tool_call>\n".repeat(20_000) + "<function=read_file><parameter=path>".repeat(5_000);

        assertThat(TextToolCalls.recover(text, TOOLS).calls()).isEmpty();
    }

    private static McpTool tool(String name, String schema) {
        return new McpTool(
                name,
                "Does " + name + ". More.",
                Json.createReader(new StringReader(schema)).readObject(),
                McpTool.Executor.SANDBOX);
    }
}
