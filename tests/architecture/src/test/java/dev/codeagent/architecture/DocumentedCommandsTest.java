package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.settings.ArgumentParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The client accepts each command line in the README and the documents: its verb, its options, its parameters. */
class DocumentedCommandsTest {
    /** A command in a code block or in inline code, up to a comment, a pipe or the next command. */
    private static final Pattern COMMAND = Pattern.compile("(?:^|[`$&;(]\\s*)(?:\\./)?codeagent ([^`|#;&)>\\n]+)");

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    /** A document and a command line in it. */
    private record Documented(Path document, String line) {}

    @Test
    void eachDocumentedCommandIsAccepted() throws IOException {
        List<Documented> commands = documentedCommands();

        assertThat(commands).hasSizeGreaterThan(40);
        assertThat(commands.stream().filter(c -> c.line().startsWith("providers ")))
                .hasSizeGreaterThan(8);
        assertThat(commands).allSatisfy(c -> parse(c.line()));
    }

    @Test
    void aCommandThatDoesNotExistIsFound() {
        assertThat(commandsIn("    codeagent providers ad x   # adds x")).containsExactly("providers ad x");
        assertThat(commandsIn("run `./codeagent runs --nonsense`, then")).containsExactly("runs --nonsense");
        assertThat(commandsIn("codeagent diff RUN && codeagent apply RUN")).containsExactly("diff RUN", "apply RUN");
        assertThatThrownBy(() -> parse("providers ad x")).isInstanceOf(CliException.class);
        assertThatThrownBy(() -> parse("runs --nonsense")).isInstanceOf(CliException.class);
    }

    private static void parse(String line) {
        var words = new ArrayList<String>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        ArgumentParser.parse("", words.toArray(String[]::new));
    }

    private static List<Documented> documentedCommands() throws IOException {
        Path repository = DocumentIndexTest.repository();
        var commands = new ArrayList<Documented>();
        try (Stream<Path> files = Files.list(repository.resolve("docs"))) {
            for (Path document : Stream.concat(Stream.of(repository.resolve("README.md")), files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList()) {
                for (String line : Files.readAllLines(document)) {
                    commandsIn(line).forEach(command -> commands.add(new Documented(document, command)));
                }
            }
        }
        return commands;
    }

    /** Without placeholders for any command, and without {@code verify}, which the launcher itself executes. */
    private static List<String> commandsIn(String line) {
        return COMMAND.matcher(line.strip())
                .results()
                .map(match -> match.group(1).strip())
                .filter(command ->
                        !command.contains("…") && !command.startsWith("COMMAND") && !command.equals("verify"))
                .toList();
    }
}
