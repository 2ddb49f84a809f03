package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.sandbox.ExecutorJvmOptions;
import dev.codeagent.sandbox.ResourceLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The container of a sandbox: the executor as process 1, so that no other process has its streams, no capabilities, no
 * new privileges, a filter of system calls, and a read-only root file system.
 *
 * @param executorVolume the volume of the executor
 * @param volumes mount paths by volume name
 * @param declaredVolumes volumes that the image declares; they become tmpfs mounts
 * @param egressVolume the volume with the socket of a proxy, if there is one
 * @param network the name of a network, or {@code none}
 * @param resultsVolume the volume in which the executor stores results
 * @param securityOptions of the engine
 */
record SandboxContainerSpec(
        String project,
        Map<String, String> labels,
        ResourceLimits limits,
        String executorVolume,
        Map<String, String> volumes,
        Set<String> declaredVolumes,
        Optional<String> egressVolume,
        String network,
        String resultsVolume,
        List<String> securityOptions) {
    static final int USER_ID = 10001;
    static final String WORKSPACE = "/workspace";
    static final String HOME = "/home/agent";

    private static final String JAR = ExecutorVolume.MOUNT_PATH + "/jar/executor.jar";

    static String javaPath() {
        return ExecutorVolume.MOUNT_PATH + "/runtime/bin/java";
    }

    private static List<String> command() {
        var command = new ArrayList<>(ExecutorJvmOptions.forJar(JAR));
        command.addAll(List.of("-Xss512k", "-jar", JAR));
        return command;
    }

    CreateContainerCmd applyTo(CreateContainerCmd spec) {
        return spec.withLabels(labels)
                .withUser(USER_ID + ":" + USER_ID)
                .withHostName("sandbox")
                .withWorkingDir(ResultsVolume.DIRECTORY)
                .withStdinOpen(true)
                .withStdInOnce(false)
                .withTty(false)
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .withEntrypoint(javaPath())
                .withCmd(command())
                .withEnv("MCP_MODE=executor", "PROJECT_ID=" + project, "HOME=" + HOME, "LANG=C.UTF-8", "TERM=dumb")
                .withHostConfig(hostConfig());
    }

    private HostConfig hostConfig() {
        HostConfig hostConfig = HostConfig.newHostConfig()
                .withInit(false)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(securityOptions)
                .withIpcMode("private")
                .withNetworkMode(network)
                .withMemory(limits.memoryBytes())
                .withMemorySwap(limits.memoryBytes())
                .withNanoCPUs(Math.round(limits.cpus() * 1e9))
                .withPidsLimit((long) limits.processes())
                .withOomScoreAdj(500)
                .withTmpFs(tmpfsMounts())
                .withUlimits(List.of(
                        new Ulimit("core", 0L, 0L),
                        new Ulimit("nofile", 4096L, 4096L),
                        new Ulimit("fsize", limits.diskBytes(), limits.diskBytes())))
                // A log would write all messages between server and executor to the disk of the engine.
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                .withBinds(volumeBinds());
        if (network.equals("none")) {
            // It may join the network of the project later. DNS queries are egress too, so the resolver points to an
            // address that refuses them at once.
            hostConfig.withDns(List.of("127.0.0.1")).withDnsOptions(List.of("timeout:1", "attempts:1"));
        }
        return hostConfig;
    }

    private Map<String, String> tmpfsMounts() {
        String options = "rw,exec,nosuid,nodev,mode=1777,size=" + limits.memoryBytes() / 4;
        var mounts = new HashMap<String, String>();
        declaredVolumes.stream()
                .filter(path -> !volumes.containsValue(path)
                        && !path.equals(ResultsVolume.MOUNT_PATH)
                        && !path.equals(ExecutorVolume.MOUNT_PATH)
                        && !path.equals(EgressProxies.MOUNT_PATH))
                .forEach(path -> mounts.put(path, options));
        mounts.put("/tmp", options);
        mounts.put("/run", "rw,noexec,nosuid,nodev,mode=755,size=16m");
        return mounts;
    }

    private List<Bind> volumeBinds() {
        var binds = new ArrayList<Bind>();
        binds.add(new Bind(executorVolume, new Volume(ExecutorVolume.MOUNT_PATH), AccessMode.ro));
        egressVolume.ifPresent(name -> binds.add(new Bind(name, new Volume(EgressProxies.MOUNT_PATH), AccessMode.ro)));
        binds.add(ResultsVolume.bind(resultsVolume));
        volumes.forEach((name, path) -> binds.add(new Bind(name, new Volume(path), AccessMode.rw)));
        return binds;
    }
}
