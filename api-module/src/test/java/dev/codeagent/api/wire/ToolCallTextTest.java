package dev.codeagent.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolCallTextTest {
    private static String command(String command) {
        return ToolCallText.of(
                "run_command",
                Json.createObjectBuilder().add("command", command).build().toString());
    }

    @Test
    void showsEveryArgumentOnLinesOfItsOwn() {
        assertThat(
                        ToolCallText.of(
                                "run_command",
                                "{\"command\":\"ls\\nrm x\",\"env\":{\"A\":\"1\"},\"timeout\":5,\"paths\":[\"a\",\"b\"],\"x\":null}"))
                .isEqualTo(
                        "run_command\n  command: ls⏎\n    rm x\n  env.A: 1\n  timeout: 5\n  paths[0]: a\n  paths[1]: b\n"
                                + "  x: null");
        assertThat(ToolCallText.of("t", "not json")).isEqualTo("t\n  not json");
    }

    @Test
    void showsCharactersThatAreInvisibleOrMoveText() {
        for (int c : List.of(
                0x00, 0x07, 0x08, 0x09, 0x0b, 0x0d, 0x1b, 0x7f, 0x85, 0x9b, 0xa0, 0xad, 0x061c, 0x115f, 0x180e, 0x200b,
                0x200d, 0x200e, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0x2800, 0x3000, 0x3164, 0xd800,
                0xdc00, 0xe000, 0xfe0f, 0xfeff, 0xfff9, 0xe0001, 0xe0041, 0xe0100, 0x10ffff)) {
            String character = new String(Character.toChars(c));
            assertThat(ToolCallText.visible("ls " + character + "x"))
                    .isEqualTo("ls ⟨U+" + String.format("%04X", c) + "⟩x");
        }
        assertThat(ToolCallText.visible("⟨U+200B⟩")).isEqualTo("⟨U+27E8⟩U+200B⟨U+27E9⟩");
        assertThat(ToolCallText.visible("a" + "\u0301".repeat(4))).isEqualTo("a\u0301\u0301⟨U+0301⟩⟨U+0301⟩");
        assertThat(ToolCallText.visible("größer als 😀 日本語")).isEqualTo("größer als 😀 日本語");
    }

    @Test
    void showsRunsThatPushTextOutOfSight() {
        assertThat(command("ls" + " ".repeat(500) + "; rm x"))
                .isEqualTo("run_command\n  command: ls⟨500 blanks⟩; rm x");
        assertThat(command("ls" + "\n".repeat(300) + "rm x"))
                .isEqualTo("run_command\n  command: ls⟨300 line breaks⟩⏎\n    rm x");
        assertThat(command("ls\n  rule: harmless")).contains("⏎\n      rule");
    }

    @Test
    void saysHowMuchOfALongCallIsMissing() {
        String text = command("echo " + "a".repeat(20_000) + "; rm x");

        assertThat(text)
                .contains("characters are NOT SHOWN here; `codeagent approvals --json`")
                .endsWith("; rm x");
        assertThat(text.length()).isLessThan(ToolCallText.MAX_CHARS);
        assertThat(command("a".repeat(7_000))).doesNotContain("NOT SHOWN");
    }
}
