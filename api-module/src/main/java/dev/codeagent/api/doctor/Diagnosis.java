package dev.codeagent.api.doctor;

import java.util.Comparator;
import java.util.List;

/** All that was found, and the worst level of it. */
public record Diagnosis(Finding.Level level, List<Finding> findings) {
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    public static Diagnosis of(List<Finding> findings) {
        return new Diagnosis(
                findings.stream()
                        .map(Finding::level)
                        .max(Comparator.naturalOrder())
                        .orElse(Finding.Level.OK),
                findings);
    }
}
