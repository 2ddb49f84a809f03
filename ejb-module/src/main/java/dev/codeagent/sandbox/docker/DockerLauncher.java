package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.Container;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.projects.Workspace;
import dev.codeagent.sandbox.ExecutorClient;
import dev.codeagent.sandbox.LaunchSettings;
import dev.codeagent.sandbox.NetworkAccess;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/**
 * Starts executors in containers of their own, the workspace in a volume. A container outlives the server that started it;
 * the next server of the same data directory attaches to it.
 */
public final class DockerLauncher implements SandboxLauncher {
    private static final Logger LOG = Logger.getLogger(DockerLauncher.class.getName());
    private static final Duration PING = Duration.ofSeconds(3);

    private final DockerSettings docker;
    private final LaunchSettings settings;
    private final Labels labels;
    private final Once<Parts> parts;
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    /** Made when the first run needs them: the engine's client costs a start of the server otherwise. */
    private record Parts(Engine engine, ExecutorVolume executor, ProjectNetworks networks, EgressProxies proxies) {}

    public DockerLauncher(DockerSettings docker, LaunchSettings settings) {
        this.docker = docker;
        this.settings = settings;
        this.labels = new Labels(docker.owner());
        this.parts = new Once<>(this::parts);
    }

    private Parts parts() {
        var engine = new Engine(docker.address(), settings.threads());
        var networks = new ProjectNetworks(engine, labels, new SubnetPool(docker.subnet()));
        return new Parts(
                engine,
                new ExecutorVolume(engine, labels, settings.files()),
                networks,
                new EgressProxies(engine, labels, docker, networks));
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public boolean installed() {
        return !docker.address().startsWith("unix://")
                || Files.exists(Path.of(docker.address().substring("unix://".length())));
    }

    @Override
    public String meaning() {
        return "commands run in a container at level " + docker.level().wireName() + ": "
                + docker.level().working().words() + ", no capabilities, a read-only system, "
                + Words.of(docker.limits()) + "; they see this run's workspace and the project's cache, nothing of this"
                + " machine";
    }

    @Override
    public void check() {
        if (!installed()) {
            throw unavailable("there is no Docker engine at " + docker.address());
        }
        try {
            Engine engine = parts.get().engine();
            engine.ping(PING);
            if (!engine.hasImage(docker.image())) {
                throw unavailable("the engine at " + docker.address() + " has no image " + docker.image()
                        + "; make it with sandbox/image.sh, or name another one in sandbox.image");
            }
        } catch (AgentException e) {
            throw e.code() == ErrorCode.SANDBOX_UNAVAILABLE ? e : unavailable(e.getMessage());
        }
    }

    private static AgentException unavailable(String reason) {
        return new AgentException(ErrorCode.SANDBOX_UNAVAILABLE, reason);
    }

    @Override
    public Sandbox open(Workspace workspace, boolean network) {
        NetworkAccess access =
                network ? docker.level().preparing() : docker.level().working();
        String role = Labels.word(access);
        Engine engine = parts.get().engine();
        Optional<String> living = living(engine, workspace, role);
        String container = living.orElseGet(() -> create(workspace, role, access));
        try {
            ContainerLink link = ContainerLink.attach(engine, container, () -> release(workspace, access));
            if (living.isEmpty()) {
                engine.start(container);
            }
            ExecutorClient executor = ExecutorClient.attach(link, settings);
            if (!executor.open(opening(workspace, access))) {
                try (InputStream bundle = workspace.bundle()) {
                    executor.fill(bundle, workspace.base());
                }
            }
            return executor;
        } catch (AgentException e) {
            engine.remove(container);
            throw e;
        } catch (IOException e) {
            engine.remove(container);
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED, "the workspace cannot be copied: " + e.getMessage(), e);
        }
    }

    /** The one that a server before this one started; the run's others are removed. */
    private Optional<String> living(Engine engine, Workspace workspace, String role) {
        Optional<String> found = Optional.empty();
        Map<String, String> all =
                Map.of(Labels.OWNER, labels.owner(), Labels.RUN, workspace.run().value());
        for (Container container : engine.containers(all)) {
            boolean usable = "running".equals(container.getState())
                    && role.equals(container.getLabels().get(Labels.ROLE));
            if (usable && found.isEmpty()) {
                found = Optional.of(container.getId());
            } else {
                engine.remove(container.getId());
            }
        }
        return found;
    }

    private String create(Workspace workspace, String role, NetworkAccess access) {
        Engine engine = parts.get().engine();
        String project = workspace.project().value();
        String run = workspace.run().value();
        String executor = parts.get().executor().ready(docker.image());
        var volumes = new LinkedHashMap<String, String>();
        volumes.put(volume("workspace", run), ContainerPlan.WORKSPACE);
        volumes.put(volume("results", run), ContainerPlan.RESULTS);
        volumes.put(volume("cache", project), ContainerPlan.HOME);
        List<String> fresh = volumes.keySet().stream()
                .filter(name -> engine.ensureVolume(
                        name,
                        name.equals(volume("cache", project))
                                ? labels.project(project, "cache")
                                : labels.run(project, run, "workspace")))
                .map(volumes::get)
                .toList();
        String network = network(project, access, executor);
        var plan = new ContainerPlan(
                project,
                labels.run(project, run, role),
                docker.limits(),
                executor,
                volumes,
                network,
                access == NetworkAccess.OPEN);
        String container = engine.create(docker.image(), plan::fill);
        made.add(container);
        try {
            for (String folder : fresh) {
                engine.unpack(container, folder, Tar.ownedBy(ContainerPlan.USER));
            }
            return container;
        } catch (IOException | AgentException e) {
            engine.remove(container);
            throw e instanceof AgentException known
                    ? known
                    : new AgentException(ErrorCode.SANDBOX_FAILED, "an archive cannot be made: " + e.getMessage(), e);
        }
    }

    private String network(String project, NetworkAccess access, String executor) {
        ProjectNetworks networks = parts.get().networks();
        return switch (access) {
            case NONE -> "none";
            case INTERNAL -> networks.closed(project, access);
            case LISTED, PUBLIC -> {
                String closed = networks.closed(project, access);
                parts.get().proxies().ensure(project, access, docker.image(), executor);
                yield closed;
            }
            case OPEN -> networks.open(project);
        };
    }

    private void release(Workspace workspace, NetworkAccess access) {
        if (access == NetworkAccess.LISTED || access == NetworkAccess.PUBLIC) {
            parts.get().proxies().release(workspace.project().value(), access);
        }
    }

    private String volume(String kind, String id) {
        return "codeagent-" + labels.owner() + "-" + kind + "-" + id;
    }

    private JsonObject opening(Workspace workspace, NetworkAccess access) {
        boolean proxied = access == NetworkAccess.LISTED || access == NetworkAccess.PUBLIC;
        var environment = Json.createObjectBuilder();
        String repository = ContainerPlan.HOME + "/.m2/repository";
        environment.add(
                "MAVEN_OPTS", "-Dmaven.repo.local=" + repository + (proxied ? " " + EgressProxies.javaOptions() : ""));
        if (proxied) {
            EgressProxies.variables().forEach(environment::add);
        }
        return Json.createObjectBuilder()
                .add("project", workspace.project().value())
                .add("run", workspace.run().value())
                .add("workspace", ContainerPlan.WORKSPACE)
                .add("results", ContainerPlan.RESULTS)
                .add("base", workspace.base())
                .add("timeoutSeconds", settings.commandTimeout().toSeconds())
                .add("network", proxied || access == NetworkAccess.OPEN)
                .add("diskBytes", docker.limits().diskBytes())
                .add("environment", environment)
                .add("mavenSettings", proxied || access == NetworkAccess.OPEN ? mavenSettings() : "")
                .add("repository", repository)
                .build();
    }

    /** Names mirrors and may hold passwords, so only the prepare step is given it. */
    private static String mavenSettings() {
        Path own = Path.of(System.getProperty("user.home"), ".m2", "settings.xml");
        try {
            return Files.isRegularFile(own) ? Files.readString(own) : "";
        } catch (IOException e) {
            throw new AgentException(ErrorCode.PREPARE_FAILED, own + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void reap(Set<RunId> unfinished) {
        if (!installed()) {
            return;
        }
        Engine engine = parts.get().engine();
        for (Container container : engine.containers(labels.ours())) {
            String run = container.getLabels().get(Labels.RUN);
            if (made.contains(container.getId())) {
                continue;
            }
            if (run == null || unfinished.stream().noneMatch(r -> r.value().equals(run))) {
                engine.remove(container.getId());
            }
        }
        parts.get().networks().removeUnused();
    }

    /** Without a container of a run there is nobody who needs a way out or a network. */
    @Override
    public void close() {
        if (!parts.made()) {
            return;
        }
        Engine engine = parts.get().engine();
        try {
            engine.containers(labels.ours()).stream()
                    .filter(c -> c.getLabels().get(Labels.RUN) == null)
                    .forEach(c -> engine.remove(c.getId()));
            parts.get().networks().removeUnused();
        } catch (AgentException e) {
            LOG.warning("the engine kept what served the sandboxes: " + e.getMessage());
        }
    }
}
