package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.sandbox.ExecutorJava;
import dev.codeagent.sandbox.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the container of a sandbox is: the executor as its main process under an init, no capability, no new privileges, the
 * engine's filter of system calls, a read-only root.
 *
 * @param executor the volume of the executor
 * @param volumes where volumes are mounted, by their names
 * @param declared where the image wants volumes of its own: memory is there instead
 * @param egress the volume with the way to a proxy, where there is one
 * @param network a network's name or {@code none}
 */
record ContainerPlan(
        String project,
        Map<String, String> labels,
        Limits limits,
        String executor,
        Map<String, String> volumes,
        Set<String> declared,
        Optional<String> egress,
        String network) {
    static final int USER = 10001;
    static final String WORKSPACE = "/workspace";
    static final String RESULTS = "/results";
    static final String HOME = "/home/agent";

    private static final String JAR = ExecutorVolume.FOLDER + "/jar/executor.jar";

    static String java() {
        return ExecutorVolume.FOLDER + "/runtime/bin/java";
    }

    private static List<String> command() {
        var words = new ArrayList<>(ExecutorJava.options(JAR));
        words.addAll(List.of("-Xss512k", "-Djdk.lang.Process.launchMechanism=VFORK", "-jar", JAR));
        return words;
    }

    CreateContainerCmd fill(CreateContainerCmd spec) {
        return spec.withLabels(labels)
                .withUser(USER + ":" + USER)
                .withHostName("sandbox")
                .withWorkingDir(WORKSPACE)
                .withStdinOpen(true)
                .withStdInOnce(false)
                .withTty(false)
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .withEntrypoint(java())
                .withCmd(command())
                .withEnv("MCP_MODE=executor", "PROJECT_ID=" + project, "HOME=" + HOME, "LANG=C.UTF-8", "TERM=dumb")
                .withHostConfig(host());
    }

    private HostConfig host() {
        HostConfig host = HostConfig.newHostConfig()
                .withInit(true)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withIpcMode("private")
                .withNetworkMode(network)
                .withMemory(limits.memoryBytes())
                .withMemorySwap(limits.memoryBytes())
                .withNanoCPUs(Math.round(limits.cpus() * 1e9))
                .withPidsLimit((long) limits.processes())
                .withOomScoreAdj(500)
                .withTmpFs(memory())
                .withUlimits(List.of(
                        new Ulimit("core", 0L, 0L),
                        new Ulimit("nofile", 4096L, 4096L),
                        new Ulimit("fsize", limits.diskBytes(), limits.diskBytes())))
                // All that the server and the executor say to each other would be written to the engine's disk.
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                .withBinds(binds());
        if (network.equals("none")) {
            // It may join the project's network later. Asking for names is a way out, too; the answer is no, and soon.
            host.withDns(List.of("127.0.0.1")).withDnsOptions(List.of("timeout:1", "attempts:1"));
        }
        return host;
    }

    private Map<String, String> memory() {
        String shared = "rw,exec,nosuid,nodev,mode=1777,size=" + limits.memoryBytes() / 4;
        var places = new HashMap<String, String>();
        declared.stream()
                .filter(place -> !volumes.containsValue(place)
                        && !place.equals(ExecutorVolume.FOLDER)
                        && !place.equals(EgressProxies.FOLDER))
                .forEach(place -> places.put(place, shared));
        places.put("/tmp", shared);
        places.put("/run", "rw,noexec,nosuid,nodev,mode=755,size=16m");
        return places;
    }

    private List<Bind> binds() {
        var binds = new ArrayList<Bind>();
        binds.add(new Bind(executor, new Volume(ExecutorVolume.FOLDER), AccessMode.ro));
        egress.ifPresent(name -> binds.add(new Bind(name, new Volume(EgressProxies.FOLDER), AccessMode.ro)));
        volumes.forEach((name, place) -> binds.add(new Bind(name, new Volume(place), AccessMode.rw)));
        return binds;
    }
}
