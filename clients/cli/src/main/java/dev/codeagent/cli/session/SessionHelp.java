package dev.codeagent.cli.session;

import dev.codeagent.cli.settings.CommandSpec;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalWriter;
import dev.codeagent.cli.terminal.TextWrapper;
import java.util.List;

/** What {@code /help} prints. */
final class SessionHelp {
    private SessionHelp() {}

    static void print(TerminalWriter terminal) {
        terminal.writeParagraph(
                Style.PLAIN, "Text without a command continues the conversation with the command at the prompt.", 0);
        title(terminal, "Agents");
        CommandSpec.ALL.stream()
                .filter(spec -> spec.isSlashCommand() && spec.parameter().equals("WORDS"))
                .forEach(spec -> row(terminal, spec.name() + " [TEXT]", spec.description()));
        row(terminal, "", "without a text: the command of the lines that follow");
        title(terminal, "Session");
        for (SessionVerb verb : SessionVerb.values()) {
            row(terminal, (verb.word() + " " + verb.parameter()).strip(), verb.description());
        }
        title(terminal, "Commands, with or without a slash; RUN is the last run if it is left out");
        List<String> names = CommandSpec.ALL.stream()
                .filter(spec -> !spec.isSlashCommand() && !LineInterpreter.SERVING.contains(spec.name()))
                .map(CommandSpec::name)
                .toList();
        TextWrapper.wrapItems(names, " · ", terminal.columns() - 2).forEach(line -> terminal.writeLine("  " + line));
        title(terminal, "Keys");
        row(terminal, "Tab", "completes commands, @files, runs, providers and models");
        row(terminal, "Alt-Enter", "starts another line; so do \\ at the end, an open \" and an open ```");
        row(terminal, "Up, Ctrl-R", "earlier lines; a line that begins with a blank is not kept");
        row(terminal, "Ctrl-C", "cancels the run; at the prompt it clears the line, twice it leaves");
        row(terminal, "Ctrl-D", "leaves");
    }

    private static void title(TerminalWriter terminal, String text) {
        terminal.writeLine("");
        terminal.writeLine(Style.BOLD, text);
    }

    private static void row(TerminalWriter terminal, String name, String text) {
        terminal.writeParagraph(Style.PLAIN, String.format("  %-34s %s", name, text), 37);
    }
}
