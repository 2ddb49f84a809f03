package dev.codeagent.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.wire.ToolCallText;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import jakarta.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditPreviewTest {

    private static String edit(String old, String changed) {
        return Json.createObjectBuilder()
                .add("path", "a.txt")
                .add("old", old)
                .add("new", changed)
                .build()
                .toString();
    }

    private static List<String> text(List<StyledLine> lines) {
        return lines.stream().map(StyledLine::text).toList();
    }

    @Test
    void showsWhatChangesWithTwoLinesAround() {
        List<StyledLine> lines =
                EditPreview.lines("edit_file", edit("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nfour\n5\n6\n7\n"), 100);

        assertThat(text(lines)).containsExactly("      2", "      3", "    - 4", "    + four", "      5", "      6");
        assertThat(lines.get(2).spans().getFirst().style()).isEqualTo(Style.RED);
        assertThat(lines.get(3).spans().getFirst().style()).isEqualTo(Style.GREEN);
    }

    @Test
    void findsTheLinesThatStay() {
        assertThat(text(EditPreview.lines("edit_file", edit("a\nb\nc", "x\na\nc\ny"), 100)))
                .containsExactly("    + x", "      a", "    - b", "      c", "    + y");
    }

    @Test
    void aQuestionShowsAllOfTheCall() {
        String call = Json.createObjectBuilder()
                .add("old", "same\n" + "x\n".repeat(50) + "end\u001b[2K")
                .add("new", "same\n" + "x\n".repeat(50) + "\u202eend\r")
                .add("path", "a\nb")
                .add("unknown", "argument")
                .build()
                .toString();

        List<String> lines = text(EditPreview.question("edit_file", call));

        assertThat(lines)
                .contains("? allow edit_file", "  path: a⏎", "    b", "  unknown: argument", "      same")
                .contains("    - end⟨U+001B⟩[2K", "    + ⟨U+202E⟩end⟨U+000D⟩")
                .hasSize(57);
    }

    @Test
    void aQuestionThatIsTooLongSaysWhatIsMissing() {
        String call = edit("a", "b".repeat(20_000));

        assertThat(String.join("\n", text(EditPreview.question("edit_file", call))))
                .isEqualTo("? allow " + ToolCallText.of("edit_file", call))
                .contains("NOT SHOWN");
    }

    @Test
    void callsThatDoNotEditHaveNoDifference() {
        assertThat(EditPreview.lines("run_command", "{\"command\":\"ls\"}", 10)).isEmpty();
        assertThat(EditPreview.lines("edit_file", "not json", 10)).isEmpty();
        assertThat(EditPreview.lines("edit_file", "{\"old\":1,\"new\":[]}", 10)).isEmpty();
        assertThat(text(EditPreview.question("run_command", "{\"command\":\"ls\"}")))
                .containsExactly("? allow run_command", "  command: ls");
    }

    @Test
    void manyLinesAreComparedInBoundedTime() {
        String old = "a\nb\n".repeat(20_000);
        String changed = "b\nc\n".repeat(20_000);

        assertThat(EditPreview.lines("edit_file", edit(old, changed), 10)).hasSize(11);
    }
}
