package dev.codeagent.cli.run;

import dev.codeagent.api.run.TestReport;
import java.util.Locale;

/** Texts of a transcript for values of events. */
final class TranscriptFormat {
    private TranscriptFormat() {}

    static String describeNetwork(String network) {
        return switch (network) {
            case "" -> ""; // An event of an older version.
            case "none" -> ", no network";
            case "internal" -> ", network of this run only";
            case "listed" -> ", network to listed hosts";
            case "public" -> ", network to public hosts";
            default -> ", network " + network;
        };
    }

    static String formatCounts(TestReport report) {
        return report.buildFailed()
                ? "the build failed"
                : report.passed() + " passed, " + report.failed() + " failed"
                        + (report.skipped() > 0 ? ", " + report.skipped() + " skipped" : "");
    }

    static String formatDuration(long millis) {
        return millis < 1000
                ? millis + " ms"
                : millis < 100_000
                        ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                        : millis / 60_000 + " min " + millis / 1000 % 60 + " s";
    }

    static String abbreviate(String commit) {
        return commit.length() > 10 ? commit.substring(0, 10) : commit;
    }
}
