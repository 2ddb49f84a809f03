package dev.codeagent.providers.toolcalls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileRewriteTest {
    private static final String BEFORE = "def half(n):\n    return n * 2\n";
    private static final String AFTER = "def half(n):\n    return n / 2\n";
    private final FileRewrite one = new FileRewrite(Map.of("src/half.py", BEFORE));

    private static String answer(String text, String code) {
        return text + "\n\n```python\n" + code + "```\nThat is all.";
    }

    @Test
    void theOrderNamesTheFileAndItsFirstLine() {
        McpMessage request = one.request(McpMessage.of(
                new SystemInstructions("Be short."),
                SegmentedContext.task(List.of(new ChatMessage.User("half is wrong."))),
                TextToolCallsTest.TOOLS));

        assertThat(request.tools()).isEmpty();
        assertThat(request.instructions().text()).isEqualTo("Be short.");
        assertThat(request.context().messages()).hasSize(1);
        assertThat(((ChatMessage.User) request.context().messages().getFirst()).text())
                .startsWith("half is wrong.\n\n")
                .contains("the whole file src/half.py, corrected, from its first line (`def half(n):`)");
    }

    @Test
    void aCodeBlockWithTheWholeFileIsACall() {
        FileRewrite.Rewritten rewritten = one.read(answer("It doubles.", AFTER)).orElseThrow();

        assertThat(rewritten.text()).isEqualTo("It doubles.");
        assertThat(rewritten.call().name()).isEqualTo("write_file");
        assertThat(rewritten.call().arguments())
                .isEqualTo("{\"path\":\"src/half.py\",\"content\":\"def half(n):\\n    return n / 2\\n\"}");
    }

    @Test
    void aPartOfTheFileOrTheSameFileIsNone() {
        assertThat(one.read(answer("It doubles.", "    return n / 2\n"))).isEmpty();
        assertThat(one.read(answer("It is right.", BEFORE))).isEmpty();
        assertThat(one.read("No code.")).isEmpty();
    }

    @Test
    void anAnswerThatWasCutIsNone() {
        assertThat(one.read("It doubles.\n```python\n" + AFTER)).isEmpty();
    }

    @Test
    void aSmallerBlockBeforeTheFileIsSkipped() {
        assertThat(one.read(answer(answer("Wrong is", "return n * 2\n") + "\nThe file:", AFTER)))
                .hasValueSatisfying(r -> assertThat(r.call().arguments()).contains("n / 2"));
    }

    @Test
    void theFileThatIsNamedLastIsMeant() {
        var files = new LinkedHashMap<String, String>();
        files.put("src/half.py", BEFORE);
        files.put("src/twice.py", "def twice(n):\n    return n\n");
        var several = new FileRewrite(files);

        assertThat(several.read(answer("Not src/half.py but\n\nsrc/twice.py", "def twice(n):\n    return n * 2\n")))
                .hasValueSatisfying(r -> assertThat(r.call().arguments()).contains("\"path\":\"src/twice.py\""));
        assertThat(several.read(answer("It is wrong.", AFTER))).isEmpty();
    }

    @Test
    void theLimitOfTokensGrowsWithTheFile() {
        assertThat(new FileRewrite(Map.of("a", "x".repeat(4_000))).maxOutputTokens())
                .isEqualTo(2_512);
    }
}
