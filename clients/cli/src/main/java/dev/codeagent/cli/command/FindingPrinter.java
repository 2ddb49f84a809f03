package dev.codeagent.cli.command;

import dev.codeagent.api.doctor.Diagnosis;
import dev.codeagent.api.doctor.Finding;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Screen;
import dev.codeagent.cli.terminal.Style;
import java.io.PrintStream;
import java.util.List;

/** Shows findings as they come. */
interface FindingPrinter {

    void print(Finding finding);

    /** After the last one. */
    void close(Diagnosis all);

    /** One object a line with the fields of {@link Finding}. */
    static FindingPrinter json(PrintStream out) {
        return new FindingPrinter() {
            @Override
            public void print(Finding finding) {
                out.println(RecordJson.write(finding).build());
                out.flush();
            }

            @Override
            public void close(Diagnosis all) {
                out.flush();
            }
        };
    }

    /** In columns; what is lost and what to do stand below what was found. */
    static FindingPrinter text(Screen screen) {
        return new Text(screen);
    }

    /** For people. */
    record Text(Screen screen) implements FindingPrinter {
        private static final int CHECK = 13;
        private static final int LINE = 400;
        private static final String INDENT = " ".repeat(4 + 2 + CHECK + 2);

        @Override
        public void print(Finding finding) {
            screen.text(style(finding.level()), pad(finding.level().word(), 4));
            screen.text(Style.BOLD, "  " + pad(SafeText.line(finding.check(), LINE), CHECK));
            screen.text(Style.PLAIN, "  " + SafeText.line(finding.found(), LINE) + "\n");
            below("lost", finding.lost());
            below("do", finding.advice());
        }

        private void below(String label, String text) {
            if (!text.isEmpty()) {
                screen.text(Style.DIM, INDENT + pad(label, 4) + "  ");
                screen.text(Style.PLAIN, SafeText.line(text, LINE) + "\n");
            }
        }

        @Override
        public void close(Diagnosis all) {
            long lost = count(all.findings(), Finding.Level.WARN);
            long mend = count(all.findings(), Finding.Level.FAIL);
            long well = count(all.findings(), Finding.Level.OK);
            screen.line(style(all.level()), well + " well, " + lost + " with something lost, " + mend + " to mend");
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
