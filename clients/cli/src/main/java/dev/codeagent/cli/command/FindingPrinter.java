package dev.codeagent.cli.command;

import dev.codeagent.api.diagnostics.DiagnosticReport;
import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.io.PrintStream;
import java.util.List;

/** Shows findings as they come. */
interface FindingPrinter {

    void print(Finding finding);

    /** After the last one. */
    void printSummary(DiagnosticReport report);

    /** One object a line with the fields of {@link Finding}. */
    static FindingPrinter json(PrintStream out) {
        return new FindingPrinter() {
            @Override
            public void print(Finding finding) {
                out.println(RecordJson.write(finding).build());
                out.flush();
            }

            @Override
            public void printSummary(DiagnosticReport report) {
                out.flush();
            }
        };
    }

    /** In columns; what is lost and what to do stand below what was found. */
    static FindingPrinter text(TerminalWriter terminal) {
        return new TextFindingPrinter(terminal);
    }

    /** For people. */
    record TextFindingPrinter(TerminalWriter terminal) implements FindingPrinter {
        private static final int CHECK_WIDTH = 13;
        private static final int MAX_LINE_LENGTH = 400;
        private static final String INDENT = " ".repeat(4 + 2 + CHECK_WIDTH + 2);

        @Override
        public void print(Finding finding) {
            terminal.write(style(finding.level()), pad(finding.level().lowerCaseName(), 4));
            terminal.write(
                    Style.BOLD,
                    "  " + pad(TerminalSanitizer.sanitizeLine(finding.check(), MAX_LINE_LENGTH), CHECK_WIDTH));
            terminal.write(Style.PLAIN, "  " + TerminalSanitizer.sanitizeLine(finding.found(), MAX_LINE_LENGTH) + "\n");
            printDetail("lost", finding.lost());
            printDetail("do", finding.advice());
        }

        private void printDetail(String label, String text) {
            if (!text.isEmpty()) {
                terminal.write(Style.DIM, INDENT + pad(label, 4) + "  ");
                terminal.write(Style.PLAIN, TerminalSanitizer.sanitizeLine(text, MAX_LINE_LENGTH) + "\n");
            }
        }

        @Override
        public void printSummary(DiagnosticReport report) {
            long warnings = count(report.findings(), Finding.Level.WARN);
            long failures = count(report.findings(), Finding.Level.FAIL);
            long passed = count(report.findings(), Finding.Level.OK);
            terminal.writeLine(
                    style(report.level()),
                    passed + " well, " + warnings + " with something lost, " + failures + " to mend");
        }

        private static long count(List<Finding> findings, Finding.Level level) {
            return findings.stream().filter(f -> f.level() == level).count();
        }

        private static Style style(Finding.Level level) {
            return switch (level) {
                case OK -> Style.GREEN;
                case WARN -> Style.YELLOW;
                case FAIL -> Style.RED;
            };
        }

        private static String pad(String text, int width) {
            return text + " ".repeat(Math.max(0, width - text.length()));
        }
    }
}
