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
 * Knows which processes belong to a call, also those that left its tree (setsid, a second fork): all inherit a variable with
 * the call's mark. A process is only ended through a handle that knows when it was started, so never another one that got its
 * number since.
 */
public final class ProcessTree {
    static final String VARIABLE = "CODEAGENT_CALL";
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final String scope;
    private final boolean alone;
    private final Map<String, ProcessHandle> lasting = new ConcurrentHashMap<>();

    /**
     * @param scope tells this workspace's processes from those of others on the machine
     * @param alone whether the executor has a process namespace of its own: what no living process explains is then the
     *     call's, even without a mark
     */
    public ProcessTree(String scope, boolean alone) {
        this.scope = scope;
        this.alone = alone;
    }

    /** The mark of one program's processes. */
    record Mark(String value, Set<ProcessHandle> before) {}

    /** To be taken before the program starts. */
    Mark mark(String id) {
        return new Mark(outer() + id + "." + scope, alone ? all().collect(Collectors.toSet()) : Set.of());
    }

    /** An executor may itself work for a call of another one, which must find its processes too. */
    private static String outer() {
        String outer = System.getenv().getOrDefault(VARIABLE, "");
        return outer.isEmpty() ? "" : outer + "/";
    }

    /** From now on the program's processes are left alone when calls end. */
    void keep(Mark mark, ProcessHandle root) {
        lasting.put(mark.value(), root);
    }

    /** Ends the root and all that belongs to it; gives up on what cannot be ended. */
    void end(Mark mark, ProcessHandle root) {
        Set<ProcessHandle> known = root.descendants().collect(Collectors.toCollection(HashSet::new));
        known.add(root);
        lasting.remove(mark.value());
        Predicate<ProcessHandle> mine = alone
                ? p -> marked(p, mark.value()) || !mark.before().contains(p) && !explained(p)
                : p -> marked(p, mark.value());
        end(known, mine);
    }

    /** Ends what an executor of this workspace left behind when it died. */
    public void endLeftovers() {
        String own = outer();
        end(new HashSet<>(), p -> mark(p).startsWith(own) && first(mark(p), own).endsWith("." + scope));
    }

    private static String first(String mark, String outer) {
        String rest = mark.substring(outer.length());
        return rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
    }

    /** The living processes with the mark. */
    Stream<ProcessHandle> members(Mark mark) {
        return all().filter(p -> marked(p, mark.value()));
    }

    private void end(Set<ProcessHandle> known, Predicate<ProcessHandle> mine) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        do {
            known.forEach(ProcessHandle::destroyForcibly);
            known = all().filter(mine).collect(Collectors.toSet());
            if (known.isEmpty()) {
                return;
            }
            pause();
        } while (System.nanoTime() < deadline);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a living long-lived program is the process's ancestor or gave it its mark. */
    private boolean explained(ProcessHandle process) {
        return lasting.entrySet().stream()
                .anyMatch(e -> e.getValue().equals(process)
                        || marked(process, e.getKey())
                        || e.getValue().descendants().anyMatch(process::equals));
    }

    /** All living processes but the executor itself and the first one. */
    private static Stream<ProcessHandle> all() {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(p -> p.pid() != self && p.pid() != 1)
                .filter(p -> !dead(p));
    }

    private static boolean dead(ProcessHandle process) {
        String stat = proc(process, "stat");
        int state = stat.lastIndexOf(") ") + 2;
        return state > 1 && state < stat.length() && "ZX".indexOf(stat.charAt(state)) >= 0;
    }

    private static boolean marked(ProcessHandle process, String value) {
        String mark = mark(process);
        return mark.equals(value) || mark.startsWith(value + "/");
    }

    /** The handle was made before its environment is read: if the number changed hands, the handle no longer fits. */
    private static String mark(ProcessHandle process) {
        String prefix = VARIABLE + "=";
        for (String variable : proc(process, "environ").split("\0")) {
            if (variable.startsWith(prefix)) {
                return variable.substring(prefix.length());
            }
        }
        return "";
    }

    private static String proc(ProcessHandle process, String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), file));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // It ended, or belongs to somebody else.
        }
    }

    /** Whether this process lives in a process namespace that holds nothing but what it started. */
    public static boolean isAlone(Map<String, String> environment) {
        long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
        boolean container = "executor".equals(environment.get("MCP_MODE"))
                && (ProcessHandle.current().pid() == 1 || parent == 1);
        boolean bubblewrap = parent == 1
                && ProcessHandle.of(1)
                        .map(p -> proc(p, "comm").strip().equals("bwrap"))
                        .orElse(false);
        return container || bubblewrap;
    }
}
