package dev.codeagent.cli.command;

import dev.codeagent.api.doctor.Check;
import dev.codeagent.api.doctor.DatabaseAddressCheck;
import dev.codeagent.api.doctor.Diagnosis;
import dev.codeagent.api.doctor.Examination;
import dev.codeagent.api.doctor.Finding;
import dev.codeagent.api.doctor.MachineChecks;
import dev.codeagent.api.doctor.Outside;
import dev.codeagent.api.doctor.PortCheck;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.net.Authorities;
import dev.codeagent.api.net.EnvironmentProxies;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.server.DatabaseTrial;
import dev.codeagent.cli.server.PlannedServer;
import dev.codeagent.cli.server.ServerProgram;
import dev.codeagent.cli.server.ServerRecord;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** doctor: what the system needs, each with what is lost and what to do. A running server examines itself. */
final class DoctorCommand {
    /** For all of it, whatever hangs. */
    private static final Duration LIMIT = Duration.ofSeconds(9);

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration SETTINGS = Duration.ofSeconds(3);
    private static final Duration DATABASE = Duration.ofSeconds(5);
    private static final int DEFAULT_PORT = 8080;

    private final Desk desk;
    private final FindingPrinter printer;
    private final List<Finding> found = new ArrayList<>();
    private final long deadline = System.nanoTime() + LIMIT.toNanos();

    DoctorCommand(Desk desk) {
        this.desk = desk;
        this.printer = desk.options().json() ? FindingPrinter.json(desk.out()) : FindingPrinter.text(desk.screen());
    }

    ExitCode run() {
        if (desk.options().server().isPresent()) {
            named(desk.options().server().get());
        } else {
            Optional<ServerRecord> running = desk.localServer().running();
            running.ifPresentOrElse(this::running, () -> machine(true));
        }
        Diagnosis diagnosis = Diagnosis.of(found);
        printer.close(diagnosis);
        return diagnosis.level() == Finding.Level.FAIL ? ExitCode.RUN_FAILED : ExitCode.OK;
    }

    private void tell(Finding finding) {
        found.add(finding);
        printer.print(finding);
    }

    /** A server of which only the address is known: perhaps of another machine. */
    private void named(URI address) {
        if (new Api(address).live(ANSWER)) {
            server(address);
        } else {
            tell(Finding.fail(
                    "server", address + " does not answer", "nothing works", "start it, or correct --server URL"));
        }
    }

    private void running(ServerRecord server) {
        if (new Api(server.address()).live(ANSWER)) {
            server(server.address());
            return;
        }
        tell(Finding.fail(
                "server",
                "process " + server.pid() + " does not answer at " + server.address(),
                "nothing works",
                "wait if it starts just now; else look into "
                        + desk.options().data().resolve("logs") + ", then " + desk.hint("down") + " and "
                        + desk.hint("up")));
        machine(false);
    }

    private void server(URI address) {
        tell(Finding.ok("server", "answers at " + address + " and examines itself"));
        try {
            var answer = new Api(address, left(Examination.LIMIT.plusSeconds(1))).object("GET", "/api/v1/health");
            RecordJson.read(answer, Diagnosis.class).findings().forEach(this::tell);
        } catch (CliFailure | AgentException e) {
            tell(Finding.fail(
                    "health",
                    e.getMessage(),
                    "how the server is, is not known",
                    "look into the server's log; a server of another version may not know this question"));
        }
    }

    /** Makes the checks here. @param free whether the port should be free, because no server runs */
    private void machine(boolean free) {
        var program = new ServerProgram(
                desk.installation(), desk.options().data(), desk.options().port(), desk.config());
        PlannedServer planned = planned(program);
        var own = new ArrayList<Check>();
        if (free) {
            tell(Finding.warn(
                    "server",
                    "none runs on " + planned.data(),
                    "providers are not checked",
                    "start it: " + desk.hint("up")));
            own.add(new PortCheck(planned.host(), planned.port()));
        }
        var address = new DatabaseAddressCheck(planned.database(), planned.data());
        // A server that hangs has its file open, which is not looked into beside it.
        own.add(free ? new DatabaseTrial(program, address, DATABASE) : address);
        EnvironmentProxies proxies = EnvironmentProxies.ofThisProcess();
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "check");
            thread.setDaemon(true);
            return thread;
        });
        HttpClient http = HttpClient.newBuilder()
                .proxy(proxies)
                .sslContext(Authorities.ofThisProgram(System.getenv()).sslContext())
                .connectTimeout(ANSWER)
                .executor(threads)
                .build();
        var machine = new MachineChecks(
                System.getenv(),
                planned.data(),
                planned.keyFile(),
                !planned.allowPlain(),
                new Outside(planned::providers, proxies, http));
        try {
            new Examination(threads, left(Examination.LIMIT)).of(machine.with(own), this::tell);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.INTERRUPTED, "interrupted");
        } finally {
            threads.shutdownNow();
        }
    }

    private PlannedServer planned(ServerProgram program) {
        try {
            PlannedServer planned = PlannedServer.ask(program, SETTINGS);
            tell(Finding.ok("configuration", planned.file().isEmpty() ? "no file; defaults" : planned.file()));
            return planned;
        } catch (CliFailure e) {
            tell(Finding.fail(
                    "configuration",
                    e.getMessage(),
                    "the server does not start",
                    "correct it (docs/configuration.md)"));
            return new PlannedServer(
                    "",
                    desk.options().data(),
                    "127.0.0.1",
                    desk.options().port().orElse(DEFAULT_PORT),
                    "",
                    Path.of(System.getProperty("user.home"), ".codeagent", "credentials.key"),
                    false,
                    List.of());
        }
    }

    /** Of the limit, for what comes last. */
    private Duration left(Duration most) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        return left.compareTo(most) < 0 ? left : most;
    }
}
