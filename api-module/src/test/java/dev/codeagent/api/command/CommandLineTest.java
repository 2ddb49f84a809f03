package dev.codeagent.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.api.wire.CommandDigest;
import dev.codeagent.api.wire.ParsedLine;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    static {
        // Without this property, each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
    }

    @Test
    void dividesALine() {
        CommandLine line = CommandLine.parse(
                " /code --headless --provider \"p m\" --session=s-1  fix  \"this\"\n  and that --headless ",
                "provider"::equals);

        assertThat(line)
                .isEqualTo(new CommandLine(
                        "/code",
                        List.of(
                                new CommandLine.Option("headless", "", false),
                                new CommandLine.Option("provider", "p m", true),
                                new CommandLine.Option("session", "s-1", false)),
                        "fix  \"this\"\n  and that --headless"));
        assertThat(CommandLine.parse("/code -- --x", x -> false).text()).isEqualTo("--x");
        assertThat(CommandLine.parse("", x -> true)).isEqualTo(new CommandLine("", List.of(), ""));
    }

    @Test
    void splitsWordsAtWhiteSpaceOutsideOfQuotes() {
        assertThat(CommandLine.words("a \"b \\\"c\\\" d\" 'e \"f\"' g\"h \"open"))
                .containsExactly("a", "b \"c\" d", "e \"f\"", "g\"h", "\"open");
    }

    @Test
    void findsMentions() {
        assertThat(FileMention.findAll("@a.txt, (see @src/b.c) and @\"my file\"; mail ann@x.org @ @@ @docs/. Or @e?"))
                .extracting(m -> m.path() + (m.folder() ? "/" : ""))
                .containsExactly("a.txt", "src/b.c", "my file", "@", "docs/", "e");
        FileMention mention = FileMention.findAll("see @src/a.txt.").getFirst();
        assertThat("see @src/a.txt.".substring(mention.start(), mention.end())).isEqualTo("@src/a.txt");
    }

    /** A client sends up to a million characters; none of these may cost more time or stack than its length suggests. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--a ",
                "\"",
                "\\\"",
                "'",
                "@",
                "@\"",
                "/",
                "@/",
                "\"a\\",
                "--a=b ",
                "x:1,",
                "{",
                "--hunk a:1 ",
                "\t",
                "é"
            })
    void parsesALongLineQuickly(String part) {
        String text = part.repeat(900_000 / part.length());

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (String command : List.of("/code ", "/apply ", "/code @", "/apply x --hunk a:1", "/settings x ", "")) {
                ParsedLine.of(command + text);
            }
            FileMention.findAll(text);
            CommandLine.words(text);
        });
    }

    @Test
    void identifiesACommandByCallerIdAndContent() {
        JsonObject payload =
                Json.createObjectBuilder().add("a", 1).add("b", "x").build();
        JsonObject reordered =
                Json.createObjectBuilder().add("b", "x").add("a", 1).build();
        JsonObject other = Json.createObjectBuilder().add("a", 1).add("b", "y").build();

        ReceivedCommand command = CommandDigest.of("ann", "c-1", "/code", payload);

        assertThat(CommandDigest.of("ann", "c-1", "/code", reordered)).isEqualTo(command);
        assertThat(CommandDigest.of("ann", "c-1", "/code", other).id()).isEqualTo(command.id());
        assertThat(CommandDigest.of("ann", "c-1", "/code", other).content()).isNotEqualTo(command.content());
        assertThat(CommandDigest.of("bob", "c-1", "/code", payload).id()).isNotEqualTo(command.id());
        assertThat(CommandDigest.of("an", "nc-1", "/code", payload).id()).isNotEqualTo(command.id());
        assertThat(CommandDigest.of("ann", "c-2", "/code", payload).content()).isNotEqualTo(command.content());
    }
}
