package dev.codeagent.policy.shell;

import dev.codeagent.policy.shell.CommandResolver.ExecutionContext;
import dev.codeagent.policy.shell.ShellCommand.Kind;
import java.util.List;

/** A call of a shell; the script is in its arguments, in its input, or in a file. */
record ShellInvocation(CommandResolver resolver, ExecutionContext context) {

    Kind resolve(List<ShellWord> arguments) {
        boolean text = false;
        boolean input = false;
        int i = 0;
        for (; i < arguments.size(); i++) {
            String word = arguments.get(i).text();
            if (!arguments.get(i).isKnown() || !word.matches("(?s)[-+].+")) {
                break;
            }
            if (word.equals("--")) {
                i++;
                break;
            }
            if (word.equals("--version") || word.equals("--help")) {
                return Kind.PROGRAM;
            }
            if (word.matches("--(rcfile|init-file).*")) {
                return addUnknown(arguments);
            }
            boolean letters = !word.startsWith("--");
            text |= letters && word.startsWith("-") && word.contains("c");
            input |= letters && word.contains("s");
            i += letters && word.matches("[-+][a-zA-Z]*[oO]") ? 1 : 0;
        }
        if (text) {
            return resolveScript(arguments, i);
        }
        boolean operand = i < arguments.size();
        return operand && !input ? addUnknown(arguments) : input(arguments);
    }

    private Kind resolveScript(List<ShellWord> arguments, int at) {
        if (at >= arguments.size()) {
            return Kind.PROGRAM;
        }
        if (!arguments.get(at).isKnown()) {
            return addUnknown(arguments);
        }
        resolver.addScript(arguments.get(at).text());
        return Kind.WRAPPER;
    }

    private Kind input(List<ShellWord> arguments) {
        if (context.input().filter(HereDocument::isKnown).isEmpty()) {
            resolver.standardInput().ifPresent(text -> resolver.addPossibleScript(text.body()));
            return addUnknown(arguments);
        }
        resolver.addScript(context.input().get().body());
        return Kind.WRAPPER;
    }

    /** The content of a file, or the output of another program, is not analyzed. */
    private Kind addUnknown(List<ShellWord> arguments) {
        resolver.addUnknown(arguments);
        return Kind.PROGRAM;
    }
}
