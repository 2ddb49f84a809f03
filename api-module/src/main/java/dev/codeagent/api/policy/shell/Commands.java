package dev.codeagent.api.policy.shell;

import dev.codeagent.api.policy.shell.Findings.Assignment;
import dev.codeagent.api.policy.shell.Findings.Raw;
import dev.codeagent.api.policy.shell.ShellCommand.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns commands as they stand in a script into those that run: takes wrappers off, looks into scripts in arguments. */
final class Commands {
    private static final int MOST = 20_000;

    /** Variables that decide what a name means or what a program runs besides. */
    private static final List<String> LOADING = List.of(
            "PATH",
            "LD_",
            "DYLD_",
            "BASH_",
            "ENV",
            "IFS",
            "SHELL",
            "PROMPT_COMMAND",
            "PS4",
            "GIT_",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "MAVEN_",
            "GRADLE_OPTS",
            "NODE_",
            "NPM_",
            "npm_",
            "PYTHON",
            "PERL",
            "RUBY",
            "EDITOR",
            "VISUAL",
            "PAGER",
            "LESS",
            "CDPATH",
            "HOME",
            "CC",
            "CXX",
            "MAKE",
            "RUSTC",
            "CARGO_");

    private static final Set<String> DECLARING =
            Set.of("export", "declare", "typeset", "local", "readonly", "let", "unset", "printf", "test", "[", "read");

    private static final Set<String> SETTING =
            Set.of("read", "mapfile", "readarray", "getopts", "printf", "let", "declare", "typeset", "local", "wait");

    private final Findings findings;
    private final List<ShellCommand> all = new ArrayList<>();
    private final List<ShellWord> folders = new ArrayList<>();
    private boolean altered;

    Commands(Findings findings) {
        this.findings = findings;
    }

    void add(Raw raw) {
        if (raw.assignments().stream().anyMatch(a -> executable(a.value()))) {
            unknown(raw.words());
        }
        boolean loading = raw.assignments().stream().map(Assignment::name).anyMatch(Commands::loading);
        altered |= loading && raw.words().isEmpty();
        raw.assignments().stream().filter(a -> a.name().equals("IFS")).forEach(a -> findings.unsettled("*"));
        Optional<HereDocument> input =
                raw.redirects().stream().flatMap(r -> r.document().stream()).reduce((a, b) -> b);
        run(raw.words(), new Context(input, !loading));
    }

    /** What a command inherits from what runs it: its input where that is a text, and whether its name means the program. */
    record Context(Optional<HereDocument> input, boolean sure) {
        Context unsure() {
            return new Context(input, false);
        }
    }

    /** A command with its words; where its program only runs another, that one too. */
    void run(List<ShellWord> words, Context context) {
        if (words.isEmpty()) {
            return;
        }
        if (all.size() > MOST) {
            throw new Source("").fail("it runs more than " + MOST + " commands");
        }
        Optional<String> program = words.getFirst().program();
        if (program.isEmpty()) {
            unknown(words);
            return;
        }
        findings.deeper();
        Kind kind = new Wrappers(this, context).unwrap(program.get(), words);
        findings.back();
        look(program.get(), words);
        all.add(new ShellCommand(kind, words, context.sure()));
    }

    /** What a command says besides of the script that it stands in. */
    private void look(String program, List<ShellWord> words) {
        List<ShellWord> arguments = words.subList(1, words.size());
        switch (program) {
            case "cd", "pushd", "chdir" -> folders.addAll(arguments.isEmpty() ? List.of(ShellWord.of("/")) : arguments);
            case "alias", "hash", "enable", "shopt" -> altered = true;
            default -> {}
        }
        for (int i = 0; i < arguments.size(); i++) {
            folderOption(arguments.get(i).text(), arguments.subList(i + 1, arguments.size()));
        }
        if (SETTING.contains(program)) {
            arguments.forEach(a -> findings.unsettled(a.text().replaceFirst("[\\[=].*", "")));
        }
        if (DECLARING.contains(program)) {
            altered |= arguments.stream().anyMatch(a -> loading(a.text()));
            if (arguments.stream().anyMatch(Commands::executable)) {
                unknown(words);
            }
        }
        if (Launching.hidden(program, arguments)) {
            unknown(words);
        }
    }

    /** A script that stands in an argument. */
    void script(String text) {
        ShellParser.script(text, findings);
    }

    /** {@code -C} means a folder to work in to git, make, tar and env. */
    private void folderOption(String option, List<ShellWord> behind) {
        if (option.matches("-C|--directory|--chdir") && !behind.isEmpty()) {
            folders.add(behind.getFirst());
        } else if (option.matches("(?s)(-C|--directory=|--chdir=).+")) {
            folders.add(ShellWord.of(option.replaceFirst("-C|--directory=|--chdir=", "")));
        }
    }

    void unknown(List<ShellWord> words) {
        findings.unsettled("*");
        all.add(new ShellCommand(Kind.UNKNOWN, words, false));
    }

    /** Arithmetic and some tests run what stands in a variable's text. */
    private static boolean executable(ShellWord value) {
        return value.text().contains("$(") || value.text().contains("`");
    }

    static boolean loading(String name) {
        return LOADING.stream().anyMatch(name::startsWith);
    }

    List<ShellCommand> all() {
        return all.stream()
                .map(c -> altered || own(c) ? new ShellCommand(c.kind(), c.words(), false) : c)
                .toList();
    }

    /** Whether the script itself says what this name means. */
    private boolean own(ShellCommand command) {
        return command.program().filter(findings.functions()::contains).isPresent();
    }

    List<ShellWord> folders() {
        return folders;
    }
}
