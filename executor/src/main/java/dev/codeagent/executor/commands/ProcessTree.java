package dev.codeagent.executor.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the processes of a call, including those that left its process tree (setsid, double fork): all inherit an
 * environment variable with the call's mark. A process is killed only through a handle that contains its start time, so
 * never another one that reuses its process id.
 */
public final class ProcessTree {
    static final String MARK_VARIABLE = "CODEAGENT_CALL";
    private static final int THREADS_FIELD = 17;
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration KILL_RETRY_DELAY = Duration.ofMillis(5);

    private final String scope;
    private final boolean ownPidNamespace;
    private final Map<String, ProcessHandle> roots = new ConcurrentHashMap<>();

    /**
     * @param scope distinguishes the processes of this workspace from others on the machine
     * @param ownPidNamespace whether the executor has its own PID namespace: a new process that no other program
     *     started then belongs to the program that ends, even without a mark
     */
    public ProcessTree(String scope, boolean ownPidNamespace) {
        this.scope = scope;
        this.ownPidNamespace = ownPidNamespace;
    }

    /** The mark of one program's processes. */
    record Mark(String value, Set<ProcessHandle> processesBefore) {}

    /** Must be called before the program starts. */
    Mark createMark(String id) {
        return new Mark(
                parentMark() + id + "." + scope,
                ownPidNamespace ? livingProcesses().collect(Collectors.toSet()) : Set.of());
    }

    /** An executor may itself run in a call of another executor, which must find its processes too. */
    private static String parentMark() {
        String parentMark = System.getenv().getOrDefault(MARK_VARIABLE, "");
        return parentMark.isEmpty() ? "" : parentMark + "/";
    }

    /** Starts a program. Until it is killed, its processes survive the end of other programs. */
    synchronized Process start(Mark mark, ProcessStarter starter) throws IOException {
        Process process = starter.start();
        roots.put(mark.value(), process.toHandle());
        return process;
    }

    /** Creates a process. */
    interface ProcessStarter {
        Process start() throws IOException;
    }

    /** Kills the root and all processes that belong to it; gives up after 5 seconds. */
    void kill(Mark mark, ProcessHandle root) {
        Set<ProcessHandle> targets = root.descendants().collect(Collectors.toCollection(HashSet::new));
        targets.add(root);
        kill(mark, targets);
    }

    /** Kills the processes of a program whose first process is unknown. */
    void kill(Mark mark) {
        kill(mark, new HashSet<>());
    }

    private void kill(Mark mark, Set<ProcessHandle> targets) {
        roots.remove(mark.value());
        Predicate<ProcessHandle> isTarget = ownPidNamespace
                ? p -> hasMark(p, mark.value()) || !mark.processesBefore().contains(p) && !belongsToOtherProgram(p)
                : p -> hasMark(p, mark.value());
        kill(targets, isTarget);
    }

    /** Kills the processes that a dead executor of this workspace left behind. */
    public void killLeftovers() {
        String parentMark = parentMark();
        kill(
                new HashSet<>(),
                p -> readMark(p).startsWith(parentMark)
                        && firstMark(readMark(p), parentMark).endsWith("." + scope));
    }

    private static String firstMark(String mark, String parentMark) {
        String rest = mark.substring(parentMark.length());
        return rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
    }

    /** The living processes with the mark. */
    Stream<ProcessHandle> members(Mark mark) {
        return livingProcesses().filter(p -> hasMark(p, mark.value()));
    }

    private void kill(Set<ProcessHandle> targets, Predicate<ProcessHandle> isTarget) {
        long deadline = System.nanoTime() + KILL_TIMEOUT.toNanos();
        do {
            targets.forEach(ProcessHandle::destroyForcibly);
            targets = find(isTarget);
            if (targets.isEmpty()) {
                return;
            }
            pause();
        } while (System.nanoTime() < deadline);
    }

    /** Sees no process that is being created: until it has executed its program, it has no mark. */
    private synchronized Set<ProcessHandle> find(Predicate<ProcessHandle> isTarget) {
        return livingProcesses().filter(isTarget).collect(Collectors.toSet());
    }

    private static void pause() {
        try {
            Thread.sleep(KILL_RETRY_DELAY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a program that was not killed is an ancestor of the process or gave it its mark. */
    private boolean belongsToOtherProgram(ProcessHandle process) {
        return roots.entrySet().stream()
                .anyMatch(e -> e.getValue().equals(process)
                        || hasMark(process, e.getKey())
                        || e.getValue().descendants().anyMatch(process::equals));
    }

    /** All living processes except the executor and process 1. */
    private static Stream<ProcessHandle> livingProcesses() {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(p -> p.pid() != self && p.pid() != 1)
                .filter(p -> !isDead(p));
    }

    /**
     * Whether all threads of the process have ended. If only its first thread has ended, the process looks like a zombie
     * but still executes.
     */
    static boolean isDead(ProcessHandle process) {
        // After the name in parentheses, which may contain anything: the state is field 0, the number of threads 17.
        String stat = readProcFile(process, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > THREADS_FIELD && fields[0].matches("[ZX]") && fields[THREADS_FIELD].matches("[01]");
    }

    private static boolean hasMark(ProcessHandle process, String value) {
        String mark = readMark(process);
        return mark.equals(value) || mark.startsWith(value + "/");
    }

    /** The handle exists before its environment is read: if the process id was reused, the handle no longer matches. */
    private static String readMark(ProcessHandle process) {
        String prefix = MARK_VARIABLE + "=";
        for (String variable : readProcFile(process, "environ").split("\0")) {
            if (variable.startsWith(prefix)) {
                return variable.substring(prefix.length());
            }
        }
        return "";
    }

    private static String readProcFile(ProcessHandle process, String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), file));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // It ended or belongs to another user.
        }
    }

    /** Whether this process is in a PID namespace that contains only the processes that it started. */
    public static boolean hasOwnPidNamespace() {
        return ProcessHandle.current().pid() == 1;
    }
}
