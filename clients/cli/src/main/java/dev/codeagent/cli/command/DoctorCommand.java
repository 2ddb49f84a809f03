package dev.codeagent.cli.command;

import dev.codeagent.api.diagnostics.DiagnosticReport;
import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.DatabaseCheck;
import dev.codeagent.cli.server.EffectiveServerConfig;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.server.ServerProgram;
import dev.codeagent.client.local.ServerProcess;
import dev.codeagent.diagnostics.Check;
import dev.codeagent.diagnostics.CheckRunner;
import dev.codeagent.diagnostics.DatabaseAddressCheck;
import dev.codeagent.diagnostics.HostChecks;
import dev.codeagent.diagnostics.LocalTokenCheck;
import dev.codeagent.diagnostics.PortCheck;
import dev.codeagent.diagnostics.ProviderProbe;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.diagnostics.net.TrustAnchors;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Implements {@code doctor}: checks what the server needs. A running server makes the checks itself. */
final class DoctorCommand {
    /** Limit for all checks together, also if one hangs. */
    private static final Duration TOTAL_TIMEOUT = Duration.ofSeconds(9);

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SETTINGS_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(5);
    private static final int DEFAULT_PORT = 8080;

    private final CommandContext context;
    private final FindingPrinter printer;
    private final List<Finding> findings = new ArrayList<>();
    private final long deadline = System.nanoTime() + TOTAL_TIMEOUT.toNanos();

    DoctorCommand(CommandContext context) {
        this.context = context;
        this.printer =
                context.options().json() ? FindingPrinter.json(context.out()) : FindingPrinter.text(context.terminal());
    }

    ExitCode run() {
        if (context.options().server().isPresent()) {
            checkNamedServer(context.options().server().get());
        } else {
            Optional<ServerProcess> running = context.localServer().findRunning();
            Optional<Long> process = context.localServer().findProcess();
            if (running.isPresent()) {
                checkRunningServer(running.get());
            } else if (process.isPresent()) {
                reportNoAnswer("process " + process.get() + " is starting");
            } else {
                checkMachine(true);
            }
        }
        DiagnosticReport report = DiagnosticReport.of(findings);
        printer.printSummary(report);
        return report.level() == Finding.Level.FAIL ? ExitCode.RUN_FAILED : ExitCode.OK;
    }

    private void report(Finding finding) {
        findings.add(finding);
        printer.print(finding);
    }

    /** Checks the server of {@code --server}, which may run on another machine. */
    private void checkNamedServer(URI address) {
        if (RestClient.forHealth(address).isLive(RESPONSE_TIMEOUT)) {
            fetchServerReport(address);
        } else {
            report(Finding.fail(
                    "server",
                    address + " does not answer",
                    "nothing works",
                    "start the server, or correct --server URL"));
        }
    }

    private void checkRunningServer(ServerProcess server) {
        if (RestClient.forHealth(server.address()).isLive(RESPONSE_TIMEOUT)) {
            fetchServerReport(server.address());
            return;
        }
        reportNoAnswer("process " + server.pid() + " does not answer at " + server.address());
    }

    private void reportNoAnswer(String found) {
        report(Finding.fail(
                "server",
                found,
                "nothing works",
                "wait if it has just been started; otherwise read "
                        + context.options().data().resolve("logs") + ", then run `" + context.commandLineFor("down")
                        + "` and `"
                        + context.commandLineFor("up")
                        + "`"));
        checkMachine(false);
    }

    private void fetchServerReport(URI address) {
        report(Finding.ok("server", "answers at " + address + " and made the checks below"));
        try {
            RecordJson.read(requestReport(address), DiagnosticReport.class)
                    .findings()
                    .forEach(this::report);
        } catch (CliException | AgentException e) {
            report(Finding.fail(
                    "health",
                    String.valueOf(e.getMessage()),
                    "the health of the server is unknown",
                    "read the server's log; a server of another version may not have this endpoint"));
        }
    }

    private JsonObject requestReport(URI address) {
        return new RestClient(address, remainingTime(CheckRunner.TIMEOUT.plusSeconds(1)), context.tokens())
                .requestObject("GET", "/api/v1/health");
    }

    /**
     * Makes the checks in this process.
     *
     * @param portMustBeFree true if no server runs, so its port must be free
     */
    private void checkMachine(boolean portMustBeFree) {
        var program = new ServerProgram(
                context.installation(),
                context.options().data(),
                context.options().port(),
                context.configFile());
        EffectiveServerConfig config = readServerConfig(program);
        var localChecks = new ArrayList<Check>();
        if (portMustBeFree) {
            report(Finding.warn(
                    "server",
                    "no server runs on " + config.data(),
                    "providers are not checked",
                    "start it with `" + context.commandLineFor("up") + "`"));
            localChecks.add(new PortCheck(config.host(), config.port()));
        }
        var address = new DatabaseAddressCheck(config.databaseUrl(), config.data());
        // A server that hangs still has its database open; then only the address is checked.
        localChecks.add(portMustBeFree ? new DatabaseCheck(program, address, DATABASE_TIMEOUT) : address);
        localChecks.add(new LocalTokenCheck(config.localToken(), config.data()));
        EnvironmentProxySelector proxies = EnvironmentProxySelector.fromSystemEnvironment();
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "check");
            thread.setDaemon(true);
            return thread;
        });
        HttpClient http = HttpClient.newBuilder()
                .proxy(proxies)
                .sslContext(TrustAnchors.fromEnvironment(System.getenv()).sslContext())
                .connectTimeout(RESPONSE_TIMEOUT)
                .executor(threads)
                .build();
        var machineChecks = new HostChecks(
                System.getenv(),
                config.data(),
                config.keyFile(),
                !config.allowPlain(),
                new ProviderProbe(config::providerUrls, proxies, http));
        try {
            new CheckRunner(threads, remainingTime(CheckRunner.TIMEOUT))
                    .run(machineChecks.list(localChecks), this::report);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted");
        } finally {
            threads.shutdownNow();
        }
    }

    private EffectiveServerConfig readServerConfig(ServerProgram program) {
        try {
            EffectiveServerConfig config = EffectiveServerConfig.read(program, SETTINGS_TIMEOUT);
            report(Finding.ok(
                    "configuration", config.configFile().isEmpty() ? "no file, defaults" : config.configFile()));
            return config;
        } catch (CliException e) {
            report(Finding.fail(
                    "configuration",
                    e.getMessage(),
                    "the server does not start",
                    "correct it; see docs/configuration.md"));
            return new EffectiveServerConfig(
                    "",
                    context.options().data(),
                    "127.0.0.1",
                    context.options().port().orElse(DEFAULT_PORT),
                    "",
                    Path.of(System.getProperty("user.home"), ".codeagent", "credentials.key"),
                    false,
                    true,
                    List.of());
        }
    }

    /** The rest of the total timeout, at most {@code max}. */
    private Duration remainingTime(Duration max) {
        Duration remaining = Duration.ofNanos(deadline - System.nanoTime());
        return remaining.compareTo(max) < 0 ? remaining : max;
    }
}
