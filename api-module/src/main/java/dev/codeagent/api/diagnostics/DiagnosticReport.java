package dev.codeagent.api.diagnostics;

import java.util.Comparator;
import java.util.List;

/** The findings of all checks and the worst level among them. */
public record DiagnosticReport(Finding.Level level, List<Finding> findings) {
    public DiagnosticReport {
        findings = List.copyOf(findings);
    }

    public static DiagnosticReport of(List<Finding> findings) {
        return new DiagnosticReport(
                findings.stream()
                        .map(Finding::level)
                        .max(Comparator.naturalOrder())
                        .orElse(Finding.Level.OK),
                findings);
    }
}
