package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.Installation;
import dev.codeagent.cli.server.LocalServer;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.server.TokenSource;
import dev.codeagent.cli.settings.GlobalOptions;
import dev.codeagent.cli.settings.Invocation;
import dev.codeagent.cli.settings.UserHome;
import dev.codeagent.cli.terminal.StatusLine;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import dev.codeagent.cli.upload.FolderUpload;
import dev.codeagent.client.local.ServerProcess;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.File;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Options and output of the current command line.
 *
 * @param terminal standard output for text
 * @param out standard output for JSON and raw text
 * @param err standard error: progress and failures
 * @param interaction the person at the terminal
 */
public record CommandContext(
        Invocation invocation,
        GlobalOptions options,
        Installation installation,
        TerminalWriter terminal,
        PrintStream out,
        PrintStream err,
        Interaction interaction) {
    private static final int MAX_NAME = 200;

    public LocalServer localServer() {
        return new LocalServer(installation, options.data());
    }

    /** Client of the selected server, which must run. Waits for a server that is starting. */
    public RestClient restClientWhenReady() {
        if (options.server().isEmpty() && localServer().isStarting()) {
            localServer().awaitStartup(this::printProgress);
        }
        return restClient();
    }

    /** Client of the selected server, even if the server does not answer. */
    RestClient restClient() {
        return options.server()
                .or(() -> localServer().findRunning().map(ServerProcess::address))
                .map(address -> new RestClient(address, tokens()))
                .orElseThrow(() -> CliException.serverError(
                        "no server runs on " + options.data() + "; start it with `" + commandLineFor("up") + "`"));
    }

    /** Client of the selected server. Starts the local server if it does not run. */
    public RestClient restClientOrStartServer() {
        boolean running = options.server().isPresent()
                || localServer().findRunning().isPresent() && !localServer().isStarting();
        if (!running) {
            new ServerStarter(this).start();
        }
        return restClient();
    }

    /** Where the token of the selected server is. */
    public TokenSource tokens() {
        return new TokenSource(
                invocation.fileOption("token-file"), System.getenv(), options.data(), !options.serverNamedByProject());
    }

    /** Current address of the server; the port can change with a restart. */
    public URI currentAddress(URI lastKnown) {
        return options.server()
                .or(() -> localServer().findRunning().map(ServerProcess::address))
                .orElse(lastKnown);
    }

    /** Whether the files of the project are sent to the server, because it is on another machine. */
    public boolean uploads() {
        if (!options.isUploaded()) {
            return false;
        }
        if (options.serverNamedByProject()) {
            throw CliException.usageError("the settings file of the project names the server "
                    + options.server().get()
                    + ", which would get the files of the project; name the server with --server if you trust it");
        }
        return true;
    }

    /** The upload of the project's directory. */
    FolderUpload upload(RestClient client) {
        return FolderUpload.of(client, options.project(), options.here(), user(), this::printProgress);
    }

    private static FolderUpload.UserDirectories user() {
        return FolderUpload.UserDirectories.of(System.getenv(), UserHome.find());
    }

    /**
     * The upload of the folder that a project of the server is; empty if the server has the files itself.
     *
     * @throws CliException if another user or machine uploads it
     */
    Optional<FolderUpload> uploadOf(RestClient client, String project) {
        if (options.server().isEmpty()) {
            return Optional.empty();
        }
        JsonObject known = client.requestObject("GET", "/api/v1/projects/" + RestClient.encodePathSegment(project));
        if (!known.getString("kind", "folder").equals("upload")) {
            return Optional.empty();
        }
        return Optional.of(FolderUpload.ofProject(client, project, user(), this::printProgress)
                .orElseThrow(() -> new CliException(
                        ExitCode.REFUSED,
                        "the project '" + TerminalSanitizer.sanitizeLine(known.getString("name"), MAX_NAME)
                                + "' is a folder that another machine or user uploaded to this address; apply the"
                                + " patch there")));
    }

    /** The id of the project that the options name, if they name one that the server knows. */
    Optional<String> knownProject(RestClient client) {
        return options.projectGiven() || options.here() ? projectId(client) : Optional.empty();
    }

    /** The id of the project that the project directory belongs to; empty if the server does not know it. */
    public Optional<String> projectId(RestClient client) {
        if (options.projectId().isPresent()) {
            return options.projectId();
        }
        if (options.isUploaded()) {
            return FolderUpload.findProject(client.baseUri(), options.project(), options.here(), user());
        }
        String path = RestClient.encodePathSegment(options.project().toString());
        return client
                .getArray("/api/v1/projects?path=" + path + (options.here() ? "&subdirectory=." : ""))
                .getValuesAs(JsonObject.class)
                .stream()
                .findFirst()
                .map(project -> project.getString("id"));
    }

    /** The same; a working directory in which the server would refuse runs, such as a bare repository, has no project. */
    Optional<String> currentProject(RestClient client) {
        try {
            return projectId(client);
        } catch (CliException e) {
            if (e.exitCode() != ExitCode.REFUSED || options.projectGiven() || options.here()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /**
     * The run that a parameter names, for the server: {@code last} is the newest run of the current project, or of all
     * projects outside of one. The server itself resolves the other forms.
     */
    String runReference(RestClient client, String text) {
        return runReference(client, text, false);
    }

    private String runReference(RestClient client, String text, boolean ownProject) {
        if (!text.equals("last")) {
            return text;
        }
        Optional<String> current = currentProject(client);
        if (current.isEmpty() && (ownProject || options.projectGiven())) {
            throw new CliException(
                    ExitCode.REFUSED,
                    options.project() + " is not a project that the server knows, so it has no last run; `"
                            + commandLineFor("runs --all") + "` lists the runs of all projects");
        }
        String project = current.map(id -> "?projectId=" + RestClient.encodePathSegment(id))
                .orElse("");
        return client.requestObject("GET", "/api/v1/runs/last" + project).getString("id");
    }

    /** The REST path of the run that the first parameter names, for a command that changes it or files: never that of another project. */
    String ownRunPath(RestClient client) {
        return runPath(runReference(client, invocation.parameter(), true));
    }

    /** The REST path of the run that the first parameter names. */
    String runPath(RestClient client) {
        return runPath(runReference(client, invocation.parameter()));
    }

    private static String runPath(String run) {
        return "/api/v1/runs/" + RestClient.encodePathSegment(run);
    }

    /** Reports a removal: with {@code --json} as an object, else as the text. */
    void reportRemoved(String kind, String name, String text) {
        if (options.json()) {
            out.println(Json.createObjectBuilder()
                    .add("removed", kind)
                    .add("name", name)
                    .build());
        } else {
            terminal.writeLine(TerminalSanitizer.sanitize(text));
        }
    }

    public Optional<Path> configFile() {
        return invocation.fileOption("config");
    }

    /** Shows in a terminal what the command waits for, until the result is closed. */
    StatusLine waitFor(String activity) {
        return new StatusLine(terminal).start(activity);
    }

    public void printProgress(String text) {
        err.println(text);
    }

    /** The command line of {@code command} for the same server, to show to the user. */
    public String commandLineFor(String command) {
        if (interaction.isSession()) {
            return command;
        }
        String name = quote(System.getProperty("codeagent.name", "codeagent"));
        String serverOption = options.server()
                .filter(s -> isNamed("server"))
                .map(s -> " --server " + quote(s.toString()))
                .orElse("");
        String dataOption = options.dataGiven() && isNamed("data") && serverOption.isEmpty()
                ? " --data " + quote(options.data().toString())
                : "";
        return name + " " + command + serverOption + dataOption;
    }

    /** Whether the command line says it; the usual settings file says the same to the next command. */
    private boolean isNamed(String option) {
        return invocation.option(option).isPresent()
                || invocation.option("settings").isPresent();
    }

    /** A word of a command line that can be pasted: in quotes if a shell would read it as something else. */
    static String quote(String word) {
        if (word.matches("[\\p{L}\\p{N}_@%+=:,./~\\\\-]+") && (File.separatorChar == '\\' || word.indexOf('\\') < 0)) {
            return word;
        }
        return File.separatorChar == '\\' ? '"' + word + '"' : "'" + word.replace("'", "'\\''") + "'";
    }
}
