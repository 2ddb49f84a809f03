package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.diagnostics.Finding.Level;
import java.util.List;
import java.util.Map;

/** Checks that a program is on the PATH and prints its version. */
record ProgramCheck(Map<String, String> environment, String program, Level levelIfMissing, String impact, String advice)
        implements Check {

    @Override
    public String name() {
        return program;
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        var path = ProcessProbe.findOnPath(environment, program);
        if (path.isEmpty()) {
            return List.of(new Finding(name(), levelIfMissing, "not on the PATH", impact, advice));
        }
        ProcessProbe probe = ProcessProbe.run(List.of(path.get().toString(), "--version"), CheckRunner.TIMEOUT);
        return List.of(
                probe.succeeded()
                        ? Finding.ok(name(), probe.firstLine())
                        : new Finding(
                                name(),
                                levelIfMissing,
                                path.get() + " does not work: " + probe.firstLine(),
                                impact,
                                advice));
    }
}
