package dev.codeagent.policy.shell;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the variables that a script sets, and what they make programs run. */
final class VariableInspector {
    /** Builtins with arguments of the form {@code name=value}. */
    private static final Set<String> ASSIGNING = Set.of("export", "declare", "typeset", "local", "readonly", "let");

    /** Builtins that give a variable a value that is known only when the script runs. */
    private static final Set<String> READING = Set.of("read", "mapfile", "readarray", "getopts", "wait", "printf");

    private final CommandResolver resolver;
    private final ScriptBuilder scriptBuilder;
    private final Set<String> names = new LinkedHashSet<>();

    VariableInspector(CommandResolver resolver, ScriptBuilder scriptBuilder) {
        this.resolver = resolver;
        this.scriptBuilder = scriptBuilder;
    }

    /** The names of all variables that programs may receive. */
    Set<String> names() {
        return names;
    }

    /** @param value empty if it is known only when the script runs */
    void set(String name, Optional<ShellWord> value) {
        names.add(name);
        switch (EnvironmentVariables.effectOf(name, value)) {
            case PLAIN -> {}
            case COMMAND -> {
                if (value.isEmpty() || !scriptBuilder.tryParse(value.get().text())) {
                    addUnknown(name);
                }
            }
            case OPAQUE -> addUnknown(name);
        }
    }

    private void addUnknown(String name) {
        resolver.addUnknown(List.of(ShellWord.of(name + "=" + ShellWord.ANY_TEXT)));
    }

    /** A word {@code name=value}; other words are ignored. */
    void setFrom(ShellWord word) {
        int equals = word.text().indexOf('=');
        if (equals > 0) {
            set(
                    word.text().substring(0, equals),
                    Optional.of(new ShellWord(word.text().substring(equals + 1), word.certain())));
        }
    }

    void inspect(String program, List<ShellWord> arguments) {
        if (ASSIGNING.contains(program)) {
            arguments.forEach(this::setFrom);
        }
        if (!READING.contains(program)) {
            return;
        }
        for (int i = 0; i < arguments.size(); i++) {
            String text = arguments.get(i).text();
            boolean target = program.equals("printf")
                    ? text.matches("-v.+")
                            || i > 0 && arguments.get(i - 1).text().equals("-v")
                    : !text.startsWith("-");
            if (target) {
                set(text.replaceFirst("^-v", ""), Optional.empty());
            }
        }
    }
}
