package dev.codeagent.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real shells complete with the generated scripts. */
class CompletionScriptTest {
    /** Completes each line of the standard input, as after a press of the Tab key at its end. */
    private static final String COMPLETE = """
            source "$1"
            while IFS= read -r line; do
              set -f; COMP_WORDS=($line); set +f
              case "$line" in *" ") COMP_WORDS+=("") ;; esac
              COMP_WORDS[0]="$2"
              COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
              _codeagent
              echo "${COMPREPLY[*]}"
            done
            """;

    /** The settings of an interactive zsh: Ctrl-X writes its line to a file, and another file tells that it reads keys. */
    private static final String ZSHRC = """
            unset zle_bracketed_paste
            setopt no_beep
            source "$FOLDER/completion.zsh"
            report() { print -r -- "$BUFFER" >>"$FOLDER/lines"; BUFFER= }
            zle -N report
            bindkey '^X' report
            zle-line-init() { : >"$FOLDER/ready" }
            zle -N zle-line-init
            """;

    /** Types each line of the standard input into that zsh, presses Tab, and prints what the line is then. */
    private static final String TYPE = """
            zmodload zsh/zpty zsh/zselect
            export FOLDER=$1 ZDOTDIR=$1 TERM=xterm PATH=$1:$PATH
            zpty -b shell "zsh -d -i"
            await() {
              while ! eval "$1"; do
                zpty -r -t shell out
                zselect -t 5
                if (( SECONDS > 120 )); then print "no answer; $out"; zpty -d shell; exit 1; fi
              done
            }
            await '[[ -e $FOLDER/ready ]]'
            count=0
            while IFS= read -r line; do
              zpty -w -n shell "$line"$'\\t\\x18'
              (( ++count ))
              await '[[ -e $FOLDER/lines ]] && lines=("${(@f)$(<$FOLDER/lines)}") && (( $#lines >= count ))'
            done
            zpty -d shell
            print -r -- "$(<$FOLDER/lines)"
            """;

    @TempDir
    Path folder;

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private Path script(String shell) throws IOException {
        return Files.writeString(folder.resolve("completion." + shell), CompletionScript.of(shell));
    }

    private static String execute(String input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(new File("/"))
                .start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** A program that answers for the server: two names of each kind. */
    private Path answeringProgram() throws IOException {
        Path answering = folder.resolve("codeagent");
        Files.writeString(answering, "#!/bin/sh\nprintf '%s\\n' \"$3-1\" \"$3-2\"\necho \"$@\" >\"$0.called\"\n");
        assertThat(answering.toFile().setExecutable(true)).isTrue();
        return answering;
    }

    /** The candidates of each line. */
    private List<List<String>> complete(List<String> lines) throws Exception {
        Path answering = answeringProgram();
        String output = execute(
                String.join("\n", lines) + "\n",
                "bash",
                "-c",
                COMPLETE,
                "bash",
                script("bash").toString(),
                answering.toString());
        return output.lines()
                .map(line -> line.isEmpty() ? List.<String>of() : List.of(line.split(" ")))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    codeagent sh                                 | show
                    codeagent /pl                                | /plan
                    codeagent prov                               | providers
                    codeagent --json providers ro                | rotate
                    codeagent --data /x providers ro             | rotate
                    codeagent --server http : //x:1 runs --pa    | --patch
                    codeagent runs --state co                    | completed
                    codeagent runs --state = co                  | completed
                    codeagent runs --session x --st              | --state
                    codeagent approve --session --ru             | --rule
                    codeagent completion f                       | fish
                    codeagent usage --by pro                     | project provider
                    codeagent show runs                          | runs-1 runs-2
                    codeagent undo runs-2                        | runs-2
                    codeagent usage --run runs-1                 | runs-1
                    codeagent providers test pro                 | providers-1 providers-2
                    codeagent /code --session sessions-1         | sessions-1
                    codeagent approve app                        | approvals-1 approvals-2
                    codeagent policy test /etc/passw             | /etc/passwd
                    codeagent --project /et                      | /etc
                    codeagent show run-1 x                       |
                    codeagent nonsense x                         |
                    """)
    void completes(String line, String candidates) throws Exception {
        assumeThat(isInstalled("bash")).isTrue();

        List<String> expected = candidates == null ? List.of() : List.of(candidates.split(" "));

        assertThat(complete(List.of(line)).stream().flatMap(List::stream).toList())
                .filteredOn(candidate -> !candidate.equals("/etc/passwd-"))
                .isEqualTo(expected);
    }

    @Test
    void passesTheDataDirectoryOn() throws Exception {
        assumeThat(isInstalled("bash")).isTrue();

        complete(List.of("codeagent --data /d --provider p show "));

        assertThat(folder.resolve("codeagent.called")).hasContent("completion values runs --data /d");
    }

    @Test
    void completesEveryCommandAndOption() throws Exception {
        assumeThat(isInstalled("bash")).isTrue();
        var lines = new ArrayList<String>();
        var words = new ArrayList<String>();
        for (CommandSpec command : CommandSpec.ALL) {
            lines.add("codeagent " + command.name());
            words.add(command.lastName());
            for (var option : CompletionScript.optionsOf(command)) {
                lines.add("codeagent " + command.name() + " --" + option.name());
                words.add("--" + option.name());
            }
        }

        List<List<String>> candidates = complete(lines);

        assertThat(candidates).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(candidates.get(i)).as(lines.get(i)).contains(words.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void theShellAcceptsTheScript(String shell) throws Exception {
        assumeThat(isInstalled(shell)).as(shell + " is installed").isTrue();

        assertThat(execute("", shell, "-n", script(shell).toString())).isEmpty();
    }

    /** All lines in one shell, because each start of its completion takes a while. */
    @Test
    void completesInZsh() throws Exception {
        assumeThat(isInstalled("zsh")).as("zsh is installed").isTrue();
        answeringProgram();
        String typed = """
                codeagent sh
                codeagent /pl
                codeagent prov
                codeagent --json providers ro
                codeagent --data /x providers ro
                codeagent runs --pa
                codeagent runs --state comp
                codeagent approve --session --ru
                codeagent completion f
                codeagent show ru
                codeagent undo runs-2
                codeagent policy test /etc/passw
                codeagent nonsense x
                """;

        script("zsh");
        Files.writeString(folder.resolve(".zshrc"), ZSHRC);

        String output = execute(typed, "zsh", "-f", "-c", TYPE, "zsh", folder.toString());

        assertThat(output.lines().map(String::stripTrailing))
                .containsExactly(
                        "codeagent show",
                        "codeagent /plan",
                        "codeagent providers",
                        "codeagent --json providers rotate",
                        "codeagent --data /x providers rotate",
                        "codeagent runs --patch",
                        "codeagent runs --state completed",
                        "codeagent approve --session --rule",
                        "codeagent completion fish",
                        "codeagent show runs-", // There are two of them.
                        "codeagent undo runs-2",
                        "codeagent policy test /etc/passwd",
                        "codeagent nonsense x");
    }

    @ParameterizedTest
    @CsvSource({
        "codeagent sh, show",
        "codeagent --json providers ro, rotate",
        "codeagent runs --st, --state",
        "codeagent runs --state comp, completed",
        "codeagent approve --session --ru, --rule"
    })
    void completesInFish(String line, String candidate) throws Exception {
        assumeThat(isInstalled("fish")).isTrue();

        String output = execute(
                "",
                "fish",
                "--no-config",
                "-c",
                "function codeagent; end; source " + script("fish") + "; complete -C '" + line + "'");

        assertThat(output.lines().map(found -> found.split("\t")[0])).containsExactly(candidate);
    }
}
