package dev.codeagent.cli.command;

import dev.codeagent.api.diagnostics.DiagnosticReport;
import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.io.PrintStream;
import java.util.List;

/** Prints findings as they arrive. */
interface FindingPrinter {

    void print(Finding finding);

    /** Called after the last finding. */
    void printSummary(DiagnosticReport report);

    /** Prints one JSON object per line with the fields of {@link Finding}. */
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

    /** Prints text in columns; impact and fix are below the finding. */
    static FindingPrinter text(TerminalWriter terminal) {
        return new TextFindingPrinter(terminal);
    }

    record TextFindingPrinter(TerminalWriter terminal) implements FindingPrinter {
        private static final int CHECK_WIDTH = 13;
        private static final int LABEL_WIDTH = 6;
        private static final int MAX_LINE_LENGTH = 400;
        private static final String INDENT = " ".repeat(4 + 2 + CHECK_WIDTH + 2);

        @Override
        public void print(Finding finding) {
            String check = TerminalSanitizer.sanitizeLine(finding.check(), MAX_LINE_LENGTH);
            StyledLine line = StyledLine.of(
                            style(finding.level()), pad(finding.level().lowerCaseName(), 4))
                    .append(Style.BOLD, "  " + pad(check, CHECK_WIDTH))
                    .append(Style.PLAIN, "  " + TerminalSanitizer.sanitizeLine(finding.found(), MAX_LINE_LENGTH));
            terminal.writeParagraph(line, INDENT.length());
            printDetail("impact", finding.lost());
            printDetail("fix", finding.advice());
        }

        private void printDetail(String label, String text) {
            if (!text.isEmpty()) {
                StyledLine line = StyledLine.of(Style.DIM, INDENT + pad(label, LABEL_WIDTH) + "  ")
                        .append(Style.PLAIN, TerminalSanitizer.sanitizeLine(text, MAX_LINE_LENGTH));
                terminal.writeParagraph(line, INDENT.length() + LABEL_WIDTH + 2);
            }
        }

        @Override
        public void printSummary(DiagnosticReport report) {
            long warnings = count(report.findings(), Finding.Level.WARN);
            long failures = count(report.findings(), Finding.Level.FAIL);
            long passed = count(report.findings(), Finding.Level.OK);
            terminal.writeLine(
                    style(report.level()),
                    passed + " ok, " + plural(warnings, "warning") + ", " + plural(failures, "failure"));
        }

        private static String plural(long count, String noun) {
            return count + " " + noun + (count == 1 ? "" : "s");
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
