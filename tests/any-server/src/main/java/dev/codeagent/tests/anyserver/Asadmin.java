package dev.codeagent.tests.anyserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code asadmin} program of Payara Server for one domain in a separate directory. */
record Asadmin(Path payara, Path domains, int port) {
    static final String DOMAIN = "domain1";

    private static final long TIMEOUT_MINUTES = 3;

    Path domain() {
        return domains.resolve(DOMAIN);
    }

    void startDomain() throws IOException, InterruptedException {
        run("start-domain", "--domaindir", domains.toString(), DOMAIN);
    }

    void restartDomain() throws IOException, InterruptedException {
        run("restart-domain", "--domaindir", domains.toString(), DOMAIN);
    }

    /**
     * Runs the command and waits for its end.
     *
     * @throws IOException if the command fails or exceeds the time limit
     */
    void run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(payara.resolve("bin/asadmin").toString(), "--port", "" + port));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("asadmin-", ".out");
        try {
            // Not a pipe: the domain that a command starts inherits it and would keep it open.
            var builder = new ProcessBuilder(command)
                    .directory(domains.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("AS_JAVA", System.getProperty("java.home"));
            builder.environment().put("AS_EXTRA_JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto");
            Process process = builder.start();
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("asadmin timed out: " + List.of(arguments) + ": " + Files.readString(output));
            }
            if (process.exitValue() != 0) {
                throw new IOException("asadmin " + List.of(arguments) + " failed: " + Files.readString(output)
                        + "; see " + domain().resolve("logs/server.log"));
            }
        } finally {
            Files.delete(output);
        }
    }
}
