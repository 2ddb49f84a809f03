package dev.codeagent.api.doctor;

import dev.codeagent.api.doctor.Finding.Level;
import java.util.List;
import java.util.Map;

/** A program that the system runs: it must be on the PATH and tell its version. */
record ProgramCheck(Map<String, String> environment, String program, Level without, String lost, String advice)
        implements Check {

    @Override
    public String name() {
        return program;
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        var path = Trial.find(environment, program);
        if (path.isEmpty()) {
            return List.of(new Finding(name(), without, "not on the PATH", lost, advice));
        }
        Trial trial = Trial.of(List.of(path.get().toString(), "--version"), Examination.LIMIT);
        return List.of(
                trial.worked()
                        ? Finding.ok(name(), trial.firstLine())
                        : new Finding(
                                name(), without, path.get() + " does not work: " + trial.firstLine(), lost, advice));
    }
}
