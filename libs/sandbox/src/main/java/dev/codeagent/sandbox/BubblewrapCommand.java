package dev.codeagent.sandbox;

import dev.codeagent.sandbox.egress.ProxyClientSettings;
import dev.codeagent.sandbox.seccomp.SeccompFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The command line of bubblewrap, up to the program that runs in the sandbox. */
final class BubblewrapCommand {
    static final String HOME = "/home/agent";
    private static final List<String> ETC_ENTRIES = List.of(
            "alternatives",
            "ssl/certs",
            "ssl/openssl.cnf",
            "ca-certificates",
            "pki",
            "maven",
            "java",
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "localtime",
            "mime.types");
    /** Where Go's own archive is unpacked. */
    private static final Path GO = Path.of("/usr/local/go/bin");

    private static final long SMALL_TMPFS_BYTES = 16L << 20;

    private static final String FILTER_DESCRIPTOR = "9";

    private final LauncherSettings settings;
    private final ResourceLimits limits;
    private final ExecutorIsolation executorIsolation;
    private final Optional<byte[]> systemCallFilter = SeccompFilter.assemble(System.getProperty("os.arch"));
    private volatile String help = "";

    BubblewrapCommand(LauncherSettings settings, ResourceLimits limits) {
        this.settings = settings;
        this.limits = limits;
        this.executorIsolation =
                new ExecutorIsolation(settings.executor().runtime().resolve("bin/java"), settings.scratchDirectory());
    }

    /**
     * Creates the files and directories that it mounts; the list is modifiable.
     *
     * @param cache what the sandbox sees of the project's cache
     * @param egress the directory with the socket of an egress proxy; empty: nothing outside can be reached
     */
    List<String> commandLine(Path workspace, Path results, RunCache.View cache, Optional<Path> egress)
            throws IOException {
        var command = new ArrayList<String>();
        resourceLimits(command);
        command.addAll(cache.command());
        command.add(bubblewrapProgram().toString());
        isolation(command);
        mounts(command, egress);
        command.addAll(new SandboxHome(cache.root(), HOME).mountArguments(sizeArguments(SMALL_TMPFS_BYTES)));
        command.addAll(executorIsolation.mountArguments(results));
        command.addAll(List.of("--bind", workspace.toString(), "/workspace"));
        command.addAll(List.of("--ro-bind", mavenSettings(egress).toString(), HOME + "/.m2/settings.xml"));
        // Both are in-memory file systems without a size limit.
        command.addAll(List.of("--remount-ro", "/dev", "--remount-ro", "/"));
        environment(command, egress.isPresent());
        command.addAll(List.of("--chdir", ExecutorIsolation.RESULTS));
        if (systemCallFilter.isPresent()) {
            command.addAll(0, withSystemCallFilter(systemCallFilter.get()));
            command.addAll(List.of("--seccomp", FILTER_DESCRIPTOR));
        }
        command.addAll(executorIsolation.command());
        return command;
    }

    /** Whether this architecture's system calls are known, so that the sandbox has a filter. */
    boolean filtersSystemCalls() {
        return systemCallFilter.isPresent();
    }

    /** Opens the filter, because Java cannot pass open files to bubblewrap. */
    private List<String> withSystemCallFilter(byte[] filter) throws IOException {
        String file = scratchFile("seccomp.bpf", filter);
        return List.of("/bin/sh", "-c", "exec " + FILTER_DESCRIPTOR + "<\"$0\"; exec \"$@\"", file);
    }

    private Path bubblewrapProgram() {
        return Toolchain.findProgram(settings.environment(), "bwrap").orElse(Path.of("bwrap"));
    }

    /** Whether this version of bubblewrap has the option; the oldest supported ones do not have all. */
    private boolean supportsOption(String option) throws IOException {
        if (help.isEmpty()) {
            Process process = ProcessEnvironment.builder(
                            List.of(bubblewrapProgram().toString(), "--help"))
                    .redirectErrorStream(true)
                    .start();
            help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        return help.contains(option + " ");
    }

    /** Commands of agents have a lower priority than the server, and hard resource limits. */
    private void resourceLimits(List<String> command) {
        Toolchain.findProgram(settings.environment(), "nice")
                .ifPresent(p -> command.addAll(List.of(p.toString(), "-n", "10")));
        Toolchain.findProgram(settings.environment(), "prlimit")
                .ifPresent(p -> command.addAll(List.of(
                        p.toString(),
                        "--core=0",
                        "--nofile=4096:4096",
                        "--nproc=4096",
                        "--fsize=" + (4L << 30),
                        "--data=" + (6L << 30),
                        "--")));
    }

    /** Every sandbox has a network namespace of its own, with nothing but a loopback interface. */
    private void isolation(List<String> command) throws IOException {
        command.add("--unshare-all");
        if (supportsOption("--disable-userns")) {
            command.addAll(List.of("--unshare-user", "--disable-userns"));
        }
        command.addAll(List.of(
                "--new-session",
                "--cap-drop",
                "ALL",
                "--uid",
                "10001",
                "--gid",
                "10001",
                "--hostname",
                "sandbox",
                "--clearenv"));
        command.addAll(ExecutorIsolation.processOptions());
    }

    private void mounts(List<String> command, Optional<Path> egress) throws IOException {
        for (String directory : List.of("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32")) {
            Path path = Path.of(directory);
            if (Files.isSymbolicLink(path)) {
                command.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), directory));
            } else if (Files.isDirectory(path)) {
                command.addAll(List.of("--ro-bind", directory, directory));
            }
        }
        systemMounts(command);
        etcMounts(command);
        bindReadOnly(command, settings.toolchain().jdk());
        settings.toolchain().maven().ifPresent(m -> bindReadOnly(command, m));
        otherJdkMounts(command);
        command.addAll(List.of("--ro-bind", settings.executor().jarDirectory().toString(), "/opt/executor"));
        command.addAll(List.of("--ro-bind", settings.executor().runtime().toString(), "/opt/executor-runtime"));
        if (egress.isPresent()) {
            command.addAll(List.of("--ro-bind", egress.get().toString(), EgressProxyProcess.MOUNT_PATH));
            certificateMounts(command);
        }
    }

    /** Where the executor finds them, whatever directory of the user they are in. */
    private void otherJdkMounts(List<String> command) {
        List<Path> jdks = settings.toolchain().otherJdks();
        for (int i = 0; i < jdks.size(); i++) {
            if (!jdks.get(i).startsWith("/usr")) {
                command.addAll(List.of("--ro-bind", jdks.get(i).toString(), "/opt/java/jdk-" + i));
            }
        }
    }

    private void systemMounts(List<String> command) throws IOException {
        command.addAll(ProcMounts.mountArguments());
        command.addAll(List.of("--dev", "/dev"));
        long share = limits.memoryBytes() / 4;
        for (var directory : Map.of("/tmp", share, "/dev/shm", share, "/run", SMALL_TMPFS_BYTES)
                .entrySet()) {
            command.addAll(sizeArguments(directory.getValue()));
            command.addAll(List.of("--tmpfs", directory.getKey()));
        }
    }

    private List<String> sizeArguments(long bytes) throws IOException {
        return supportsOption("--size") ? List.of("--size", Long.toString(bytes)) : List.of();
    }

    /** The certificates that the server's environment names, if they are not among those of the system. */
    private void certificateMounts(List<String> command) {
        for (String file :
                Set.copyOf(CertificateVariables.of(settings.environment()).values())) {
            Path path = Path.of(file);
            if (path.isAbsolute() && Files.exists(path) && !path.startsWith("/etc/ssl") && !path.startsWith("/usr")) {
                command.addAll(List.of("--ro-bind", path.toString(), path.toString()));
            }
        }
    }

    private void etcMounts(List<String> command) throws IOException {
        var entries = new ArrayList<>(ETC_ENTRIES);
        try (var javaEntries = Files.list(Path.of("/etc"))) {
            javaEntries
                    .map(p -> p.getFileName().toString())
                    .filter(n -> n.matches("java-?\\d+.*"))
                    .forEach(entries::add);
        }
        for (String entry : entries) {
            if (Files.exists(Path.of("/etc").resolve(entry))) {
                command.addAll(List.of("--ro-bind", "/etc/" + entry, "/etc/" + entry));
            }
        }
        command.addAll(List.of(
                "--ro-bind",
                scratchFile("passwd", "root:x:0:0::/:/bin/false\nagent:x:10001:10001::" + HOME + ":/bin/sh\n"),
                "/etc/passwd"));
        command.addAll(List.of("--ro-bind", scratchFile("group", "root:x:0:\nagent:x:10001:\n"), "/etc/group"));
        // Names are resolved by the proxy; this sandbox has no resolver.
        command.addAll(List.of("--ro-bind", scratchFile("hosts", "127.0.0.1 localhost\n"), "/etc/hosts"));
    }

    /** The user's settings for the preparation; the Maven of agents is offline. */
    private Path mavenSettings(Optional<Path> egress) throws IOException {
        if (egress.isEmpty()) {
            return Path.of(scratchFile("settings-offline.xml", "<settings><offline>true</offline></settings>\n"));
        }
        Optional<Path> userSettings = Toolchain.mavenSettings();
        if (userSettings.isEmpty()) {
            return Path.of(scratchFile("settings-none.xml", "<settings/>\n"));
        }
        // A copy that is removed with the proxy, because it may contain passwords.
        Path file = egress.get().resolve("settings.xml");
        return Files.writeString(file, ProxyClientSettings.withoutProxies(Files.readString(userSettings.get())));
    }

    private String scratchFile(String name, String content) throws IOException {
        return scratchFile(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private String scratchFile(String name, byte[] content) throws IOException {
        Path file = Files.createDirectories(settings.scratchDirectory()).resolve(name);
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
            Path partial = Files.createTempFile(settings.scratchDirectory(), name, ".new");
            Files.write(partial, content);
            Files.move(partial, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        }
        return file.toString();
    }

    private static void bindReadOnly(List<String> command, Path directory) {
        if (!directory.startsWith("/usr")) {
            command.addAll(List.of("--ro-bind", directory.toString(), directory.toString()));
        }
    }

    private void environment(List<String> command, boolean network) {
        Path jdk = settings.toolchain().jdk();
        String path = jdk.resolve("bin")
                + settings.toolchain().maven().map(m -> ":" + m.resolve("bin")).orElse("")
                + ":/usr/local/bin:/usr/bin:/bin"
                + (Files.isDirectory(GO) ? ":" + GO : "");
        setEnvironment(command, "PATH", path);
        setEnvironment(command, "HOME", HOME);
        setEnvironment(command, "JAVA_HOME", jdk.toString());
        setEnvironment(command, "LANG", "C.UTF-8");
        setEnvironment(command, "TERM", "dumb");
        String mavenOptions = "-Duser.home=" + HOME + " " + MavenOptions.of(HOME + "/.m2/repository");
        setEnvironment(
                command, "MAVEN_OPTS", network ? mavenOptions + " " + ProxyClientSettings.jvmOptions() : mavenOptions);
        if (network) {
            ProxyClientSettings.environment(ProxyClientSettings.LOOPBACK_HOST)
                    .forEach((name, value) -> setEnvironment(command, name, value));
            CertificateVariables.of(settings.environment())
                    .forEach((name, value) -> setEnvironment(command, name, value));
        }
    }

    private static void setEnvironment(List<String> command, String name, String value) {
        command.addAll(List.of("--setenv", name, value));
    }
}
