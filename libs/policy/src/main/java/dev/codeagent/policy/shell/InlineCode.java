package dev.codeagent.policy.shell;

import dev.codeagent.policy.shell.CommandResolver.ExecutionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Code in the arguments or the input of an interpreter. Only words that start programs in plain sight are found: code
 * that hides them is not seen, like everything that a program does internally.
 */
final class InlineCode {
    /** No file system has longer names; each part of a number would be compared with the rest of the name. */
    static final int MAX_NAME = 255;

    /** The letters of the options whose value is code. */
    private static final Map<String, String> CODE_OPTIONS = Map.ofEntries(
            Map.entry("perl", "eE"),
            Map.entry("python", "c"),
            Map.entry("pypy", "c"),
            Map.entry("ipython", "c"),
            Map.entry("ruby", "e"),
            Map.entry("jruby", "e"),
            Map.entry("irb", "e"),
            Map.entry("php", "rBRE"),
            Map.entry("node", "ep"),
            Map.entry("nodejs", "ep"),
            Map.entry("bun", "ep"),
            Map.entry("deno", ""),
            Map.entry("lua", "e"),
            Map.entry("luajit", "e"),
            Map.entry("tclsh", ""),
            Map.entry("wish", ""),
            Map.entry("R", "e"),
            Map.entry("Rscript", "e"),
            Map.entry("julia", "eE"),
            Map.entry("osascript", "e"),
            Map.entry("groovy", "e"),
            Map.entry("scala", "e"),
            Map.entry("jshell", ""),
            Map.entry("ghc", "e"),
            Map.entry("guile", "c"),
            Map.entry("elixir", "e"),
            Map.entry("erl", "e"),
            Map.entry("ocaml", "e"),
            Map.entry("swift", "e"),
            Map.entry("kotlin", "e"),
            Map.entry("octave", ""),
            Map.entry("gst", ""));

    private static final Pattern LAUNCHES = Pattern.compile(
            "system|exec|spawn|popen|fork|subprocess|child_process|`|\\bqx\\b|%x|\\beval\\b|__import__|importlib|ctypes|\\bffi\\b"
                    + "|\\bpty\\b|passthru|proc_open|pcntl|ProcessBuilder|getRuntime|open3|dlopen|dlsym|\\bgetattr\\b"
                    + "|open\\s*+(?:\\(\\s*+)?[\"'][^\"'|]*+\\||\\bposix\\b|Deno\\.|os:cmd|\\bSystem\\.cmd|do shell script|\\bunsafe",
            Pattern.CASE_INSENSITIVE);

    private InlineCode() {}

    static boolean isInterpreter(String program) {
        return CODE_OPTIONS.containsKey(baseName(program));
    }

    private static String baseName(String program) {
        return program.length() > MAX_NAME ? program : program.replaceFirst("[-.]?[0-9][0-9.]*$", "");
    }

    static boolean launchesUnknown(
            String program, List<ShellWord> arguments, ExecutionContext context, Optional<HereDocument> scriptInput) {
        String letters = CODE_OPTIONS.getOrDefault(baseName(program), "");
        boolean reads = true;
        if (arguments.stream().anyMatch(a -> a.text().matches("timeit|pdb|trace|runpy|code"))
                && arguments.stream().anyMatch(a -> a.text().startsWith("-m"))) {
            return arguments.stream().anyMatch(a -> mayLaunch(a.text()));
        }
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i).text();
            boolean inline = !letters.isEmpty() && word.matches("(?s)-[A-Za-z0-9]*[" + letters + "].*")
                    || word.matches("(?s)--?(?:eval|print|command|run|execute)(?:=.*)?")
                    || word.equals("eval");
            if (inline) {
                String code = word + "\n"
                        + (i + 1 < arguments.size() ? arguments.get(i + 1).text() : "");
                if (mayLaunch(code)) {
                    return true;
                }
                reads = false;
            }
            boolean operand = !word.startsWith("-");
            boolean module = word.matches("-m.*|-v|-V|--version|-h|--help|-i");
            reads &= !operand && !module;
        }
        if (!reads) {
            return false;
        }
        // The interpreter reads its code from its input.
        Optional<HereDocument> input = context.input().or(() -> scriptInput);
        return input.isEmpty() || !input.get().isKnown() || input.get().mayLaunch();
    }

    static boolean mayLaunch(String code) {
        return code.chars().anyMatch(c -> ShellWord.isWildcard((char) c))
                || LAUNCHES.matcher(code).find();
    }
}
